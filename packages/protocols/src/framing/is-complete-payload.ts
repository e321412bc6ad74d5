/** Payloads that end a stream and are not JSON. */
const sentinels: readonly string[] = ['[DONE]'];

/**
 * Tells whether the payload of an event without its closing line is whole: a sentinel, or a JSON
 * object or array. Bare numbers and words are never taken as whole, since `12` may be a cut `123`.
 *
 * @throws never
 */
export function isCompletePayload(data: string): boolean {
  const text = data.trim();
  if (sentinels.includes(text)) return true;
  if (!text.startsWith('{') && !text.startsWith('[')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    // A cut payload is the expected case here, not a failure to report.
    return false;
  }
}
