import type { Random } from '@gateway/spec';

/** A fresh key and its public id. */
export interface KeyText {
  readonly key: string;
  readonly id: string;
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const mark = 'sk_gw_';
const idLength = 12;
// 33 × log2(62) = 196 bits.
const secretLength = 33;
const checksumLength = 6;
const form = new RegExp(
  `^${mark}[0-9A-Za-z]{${idLength}}_[0-9A-Za-z]{${secretLength + checksumLength}}$`,
);

/**
 * Makes a key: `sk_gw_<id>_<secret><checksum>`.
 *
 * @throws never
 */
export function createKeyText(random: Random): KeyText {
  const id = randomText(random, idLength);
  const body = `${mark}${id}_${randomText(random, secretLength)}`;
  return { key: body + checksum(body), id };
}

/**
 * Tells whether a text bears the mark of our keys and cannot be one: cut off or mistyped.
 *
 * @returns `false` for texts without the mark, which may be keys of another form
 * @throws never
 */
export function isMistypedKey(key: string): boolean {
  if (!key.startsWith(mark)) return false;
  if (!form.test(key)) return true;
  const body = key.slice(0, -checksumLength);
  return checksum(body) !== key.slice(-checksumLength);
}

function randomText(random: Random, length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of random.bytes(length)) {
      // 248 is the largest multiple of 62 in a byte: larger values would favour the first letters.
      if (byte < 248 && text.length < length) text += alphabet[byte % 62];
    }
  }
  return text;
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let at = 0; at < checksumLength; at += 1) {
    digits = alphabet.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** @source ISO-HDLC CRC-32, reflected polynomial 0xEDB88320 */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at += 1) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
