/** Length of a master key. */
export const masterKeyBytes = 32;

/**
 * Reads a master key as people and secret stores write it: 64 hex digits, or base64 (standard or
 * URL form) of 32 bytes.
 *
 * @returns the 32 bytes; `undefined` when the text is neither
 * @throws never
 */
export function parseMasterKey(text: string): Uint8Array | undefined {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Uint8Array.from(Buffer.from(trimmed, 'hex'));
  // 32 bytes are 43 digits and one sign of padding.
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return undefined;
  const bytes = Buffer.from(trimmed, 'base64');
  return bytes.length === masterKeyBytes ? Uint8Array.from(bytes) : undefined;
}
