import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { TranslationContext } from './codec.ts';

const idLength = 24;

/**
 * Completes a context. What the caller leaves out is pure all the same: ids are numbered and hashed
 * from a seed, so that the same input always gives the same ids and different inputs different ones;
 * the time is 0, which means unknown.
 *
 * @param given - what the caller knows
 * @param seed - text the ids depend on; read only when the first id is made
 * @throws never
 */
export function completeContext(
  given: Partial<TranslationContext> | undefined,
  seed: () => string | Uint8Array,
): TranslationContext {
  return { newId: createSeededIds(seed), nowMs: 0, ...given };
}

function createSeededIds(seed: () => string | Uint8Array): TranslationContext['newId'] {
  let root: string | undefined;
  let count = 0;
  return (prefix) => {
    root ??= bytesToHex(sha256(toBytes(seed())));
    count += 1;
    const hash = bytesToHex(sha256(utf8ToBytes(`${root} ${count}`)));
    return `${prefix}${hash.slice(0, idLength)}`;
  };
}

function toBytes(seed: string | Uint8Array): Uint8Array {
  return typeof seed === 'string' ? utf8ToBytes(seed) : seed;
}
