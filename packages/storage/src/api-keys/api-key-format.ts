import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** What every key begins with; leak scanners look for it. */
export const keyStart = 'sk_gw_';

/** Characters of the public id. */
export const idLength = 12;

/** Characters of the secret: 33 · log2 62 = 196 random bits. */
export const secretLength = 33;

/** Characters of the checksum: 62^6 > 2^32. */
const checksumLength = 6;

const pattern = new RegExp(
  `^(${keyStart}[${alphabet}]{${idLength}}_[${alphabet}]{${secretLength}})([${alphabet}]{${checksumLength}})$`,
);

/**
 * Sums up a key without its checksum.
 *
 * @param text - everything before the checksum
 * @returns CRC-32 in base 62, six digits
 */
export function toChecksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let at = 0; at < checksumLength; at += 1) {
    digits = alphabet.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** Bytes from here on would favour the first letters: 4 · 62 = 248. */
const fairBytes = 248;

/**
 * Draws letters and digits, each as likely as any other.
 *
 * @param drawBytes - gives so many strong random bytes
 */
export function drawCharacters(length: number, drawBytes: (length: number) => Uint8Array): string {
  let drawn = '';
  while (drawn.length < length) {
    for (const byte of drawBytes(length)) {
      if (byte < fairBytes) drawn += alphabet.charAt(byte % 62);
    }
  }
  return drawn.slice(0, length);
}

/**
 * Tells whether a text can be an API key of this gateway: form and checksum fit. Needs no database,
 * so it sorts out typing errors and lets scanners confirm a leak.
 *
 * @throws never
 */
export function isWellFormedApiKey(text: string): boolean {
  const [, body, checksum] = pattern.exec(text) ?? [];
  return body !== undefined && toChecksum(body) === checksum;
}
