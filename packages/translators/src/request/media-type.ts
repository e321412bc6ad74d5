/** First characters of base64 by which common media types are known. */
const signatures: readonly (readonly [start: string, mediaType: string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
  ['Qk0', 'image/bmp'],
  ['JVBERi0', 'application/pdf'],
];

/**
 * Recognises the media type of bytes by how they begin.
 *
 * @param base64 - the bytes in base64; the first 12 characters suffice
 * @returns an IANA media type; `undefined` when the bytes are none of the common kinds
 * @throws never
 */
export function sniffMediaType(base64: string): string | undefined {
  return signatures.find(([start]) => base64.startsWith(start))?.[1];
}
