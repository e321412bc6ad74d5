import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyCut, recutBytes, splitEvery } from './recut-bytes.ts';

const join = (pieces: readonly Uint8Array[]) => pieces.flatMap((piece) => [...piece]);

describe('cutting bytes', () => {
  it('loses nothing and adds nothing, wherever the cuts are', () => {
    const places = fc.array(fc.nat(60)).map((cuts) => cuts.sort((one, other) => one - other));
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 50 }),
        places,
        fc.integer({ min: 1, max: 60 }),
        (bytes, cuts, size) => {
          expect(join(recutBytes(bytes, cuts))).toEqual([...bytes]);
          expect(join(splitEvery(bytes, size))).toEqual([...bytes]);
        },
      ),
    );
  });

  it('cuts where it is told', () => {
    const bytes = new Uint8Array([1, 2, 3, 4]);
    expect(recutBytes(bytes, [1, 3]).map((piece) => [...piece])).toEqual([[1], [2, 3], [4]]);
    expect(splitEvery(bytes, 3).map((piece) => piece.length)).toEqual([3, 1]);
  });

  it('goes through every place, both ends included', () => {
    const pairs = [...everyCut(new Uint8Array([7, 8]))].map(([head, tail]) => [
      [...head],
      [...tail],
    ]);
    expect(pairs).toEqual([
      [[], [7, 8]],
      [[7], [8]],
      [[7, 8], []],
    ]);
  });
});
