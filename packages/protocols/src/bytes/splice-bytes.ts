import { concatBytes } from './concat-bytes.ts';

/** A replacement of some bytes. `start` = `end` inserts. */
export interface ByteEdit {
  /** Offset of the first byte that goes. */
  readonly start: number;
  /** Offset after the last byte that goes. */
  readonly end: number;
  /** What comes in their place; a string is written as UTF-8. */
  readonly replacement: Uint8Array | string;
}

/**
 * Replaces ranges of a byte array; every other byte stays as it is.
 *
 * @param body - not changed
 * @param edits - in any order, not overlapping; offsets count in `body`; insertions at one place
 *   stay in the order given
 * @throws `RangeError` when edits overlap or lie outside the body: a mistake of the caller
 */
export function spliceBytes(body: Uint8Array, edits: readonly ByteEdit[]): Uint8Array {
  const encoder = new TextEncoder();
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const { start, end, replacement } = edit;
    if (start < at || end < start || end > body.length) {
      throw new RangeError(`byte edit ${start}..${end} overlaps another or lies outside`);
    }
    chunks.push(body.subarray(at, start));
    chunks.push(typeof replacement === 'string' ? encoder.encode(replacement) : replacement);
    at = end;
  }
  chunks.push(body.subarray(at));
  return concatBytes(chunks);
}
