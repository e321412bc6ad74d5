/**
 * Cuts bytes at the given places, as a network may.
 *
 * @param cuts - offsets in rising order; places outside the bytes give empty pieces
 * @returns the pieces in order; joined they are the bytes again
 * @throws never
 * @example recutBytes(new Uint8Array([1, 2, 3]), [1]) // [1], [2, 3]
 */
export function recutBytes(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  return [...cuts, bytes.length].map((cut, at) => bytes.subarray(cuts[at - 1] ?? 0, cut));
}

/**
 * Cuts bytes in two at every place, the ends included.
 *
 * @returns `bytes.length + 1` pairs
 * @throws never
 */
export function* everyCut(bytes: Uint8Array): Generator<[head: Uint8Array, tail: Uint8Array]> {
  for (let at = 0; at <= bytes.length; at += 1) yield [bytes.subarray(0, at), bytes.subarray(at)];
}

/**
 * Cuts bytes into pieces of one size; the last may be shorter.
 *
 * @param size - bytes per piece, ≥ 1
 * @throws never
 */
export function splitEvery(bytes: Uint8Array, size: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}
