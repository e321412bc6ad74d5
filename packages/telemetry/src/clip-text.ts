/**
 * Cuts a text that callers or upstreams chose, so that no line grows without bound.
 *
 * @param maxLength - characters to keep
 * @returns the text, or its beginning and how much was cut
 * @throws never
 */
export function clipText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength)}… (${text.length - maxLength} more)`;
}
