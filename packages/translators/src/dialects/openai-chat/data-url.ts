/** Bytes inside a `data:` address. */
export interface DataUrl {
  readonly mediaType: string;
  readonly base64: string;
}

const head = /^data:([^;,]*);base64$/;

/**
 * Reads a plain base64 `data:` address.
 *
 * @returns `undefined` for every other address, also for `data:` addresses with parameters, which
 * {@link toDataUrl} could not give back
 * @throws never
 * @source RFC 2397
 */
export function parseDataUrl(url: string): DataUrl | undefined {
  if (!url.startsWith('data:')) return undefined;
  const comma = url.indexOf(',');
  // The head alone goes through the expression, because the bytes may be megabytes.
  const mediaType = head.exec(url.slice(0, Math.max(0, comma)))?.[1];
  return mediaType === undefined ? undefined : { mediaType, base64: url.slice(comma + 1) };
}

/**
 * Writes bytes as a `data:` address.
 *
 * @throws never
 */
export function toDataUrl({ mediaType, base64 }: DataUrl): string {
  return `data:${mediaType};base64,${base64}`;
}
