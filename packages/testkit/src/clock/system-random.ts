import type { Random } from '@gateway/spec';
import { idAlphabet, idLength } from './id-alphabet.ts';

/** Largest multiple of 62 in a byte: bytes from here on would favour the first letters. */
const fairBytes = 248;

/**
 * Makes real chance, from the platform's Web Crypto.
 *
 * @returns numbers, bytes and ids that cannot be foretold
 * @throws never
 */
export function createSystemRandom(): Random {
  // Web Crypto fills at most 65,536 bytes per call.
  const bytes = (length: number): Uint8Array => {
    const filled = new Uint8Array(length);
    for (let at = 0; at < length; at += 65_536) {
      crypto.getRandomValues(filled.subarray(at, at + 65_536));
    }
    return filled;
  };
  const newId = (prefix: string): string => {
    let id = '';
    while (id.length < idLength) {
      for (const byte of bytes(idLength)) {
        if (byte < fairBytes) id += idAlphabet.charAt(byte % 62);
      }
    }
    return prefix + id.slice(0, idLength);
  };
  return { next: () => Math.random(), bytes, newId };
}
