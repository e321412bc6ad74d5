import type { Random } from '@gateway/spec';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const idLength = 24;

function bytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

function newId(prefix: string): string {
  let id = prefix;
  while (id.length < prefix.length + idLength) {
    // 248 is the largest multiple of 62 in a byte: larger values would favour the first letters.
    for (const byte of bytes(32)) {
      if (byte < 248 && id.length < prefix.length + idLength) id += alphabet[byte % 62];
    }
  }
  return id;
}

/** The machine's source of chance, through Web APIs only. */
export const systemRandom: Random = Object.freeze({
  next: () => Math.random(),
  bytes,
  newId,
});
