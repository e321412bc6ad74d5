import type { Random } from '@gateway/spec';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const idLength = 24;

function bytes(length: number): Uint8Array {
  const filled = new Uint8Array(length);
  // Web Crypto fills at most 65,536 bytes per call.
  for (let at = 0; at < length; at += 65_536) {
    crypto.getRandomValues(filled.subarray(at, at + 65_536));
  }
  return filled;
}

// Every request takes a few ids, and a call of Web Crypto costs more than what is done with it; so
// ids, which are no secrets, share one.
const pool = new Uint8Array(4096);
let poolAt = pool.length;

function nextByte(): number {
  if (poolAt === pool.length) {
    crypto.getRandomValues(pool);
    poolAt = 0;
  }
  const byte = pool[poolAt] ?? 0;
  poolAt += 1;
  return byte;
}

function newId(prefix: string): string {
  let id = prefix;
  while (id.length < prefix.length + idLength) {
    const byte = nextByte();
    // 248 is the largest multiple of 62 in a byte: larger values would favour the first letters.
    if (byte < 248) id += alphabet[byte % 62];
  }
  return id;
}

/** The machine's source of chance, through Web APIs only. */
export const systemRandom: Random = Object.freeze({
  next: () => Math.random(),
  bytes,
  newId,
});
