import type { Random } from '@gateway/spec';
import { idAlphabet, idLength } from './id-alphabet.ts';

/** 32-bit generator with a 32-bit state (mulberry32): small, fast, good enough for simulations. */
const createGenerator = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
};

/**
 * Makes chance that repeats: the same seed gives the same numbers, bytes and ids. For tests and
 * simulations only; nothing it gives is secret.
 *
 * @param seed - any integer
 * @throws never
 * @example createSeededRandom(1).newId('req-') // always the same id
 */
export function createSeededRandom(seed: number): Random {
  const next32 = createGenerator(seed);
  return {
    next: () => next32() / 2 ** 32,
    bytes: (length) => Uint8Array.from({ length }, () => next32() >>> 24),
    newId: (prefix) => {
      let id = prefix;
      for (let at = 0; at < idLength; at += 1) id += idAlphabet.charAt(next32() % 62);
      return id;
    },
  };
}
