/**
 * Makes any text fit for a header: what is not printable ASCII is percent-encoded.
 *
 * @param maxLength - longer values are cut
 * @throws never
 */
export function toHeaderValue(text: string, maxLength = 512): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text.slice(0, maxLength);
  // Lone surrogates cannot be encoded, so they become U+FFFD first.
  const encoded = text
    .toWellFormed()
    .replaceAll(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character));
  return encoded.slice(0, maxLength);
}
