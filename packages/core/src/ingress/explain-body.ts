/**
 * Says what is wrong with a body that is no JSON object.
 *
 * @returns one or two sentences without words of the body
 * @throws never
 */
export function explainBody(bytes: Uint8Array): string {
  if (bytes.byteLength === 0) return 'The request body is empty. Send a JSON object.';
  if (isGzip(bytes)) {
    return 'The request body is compressed. Say so in the content-encoding header.';
  }
  const text = new TextDecoder().decode(bytes);
  const fault = findFault(text);
  if (fault === undefined) return 'The request body must be a JSON object.';
  const place = fault === text.length ? 'it ends too early' : `look at character ${fault + 1}`;
  return `The request body is not valid JSON: ${place}.`;
}

const isGzip = ([first, second]: Uint8Array): boolean => first === 0x1f && second === 0x8b;

/** @returns zero-based position of the first fault; `undefined` where there is none */
function findFault(text: string): number | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (cause) {
    // Engines name the position in their own words, and leave it out at the end of the text.
    const position = /position (\d+)/.exec(cause instanceof Error ? cause.message : '')?.[1];
    return position === undefined ? text.length : Number(position);
  }
}
