import { describe, expect, it } from 'vitest';
import { createSeededRandom } from './seeded-random.ts';
import { createSystemRandom } from './system-random.ts';

describe('createSeededRandom', () => {
  it('repeats itself for the same seed and differs for another', () => {
    const draw = (seed: number) => {
      const random = createSeededRandom(seed);
      return [random.next(), random.newId('a-'), [...random.bytes(8)]];
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('stays in [0, 1) and covers it evenly', () => {
    const random = createSeededRandom(42);
    const tenths = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 10_000; draw += 1) {
      const tenth = Math.floor(random.next() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(Math.min(...tenths)).toBeGreaterThan(900);
    expect(tenths).toHaveLength(10);
  });
});

describe('createSystemRandom', () => {
  it('gives ids of letters and digits that do not repeat', () => {
    const random = createSystemRandom();
    const ids = new Set(Array.from({ length: 1_000 }, () => random.newId('req-')));
    expect(ids.size).toBe(1_000);
    for (const id of ids) expect(id).toMatch(/^req-[A-Za-z0-9]{24}$/);
  });

  it('fills more bytes than one call of Web Crypto gives', () => {
    const bytes = createSystemRandom().bytes(70_000);
    expect(bytes.subarray(65_536).some((byte) => byte !== 0)).toBe(true);
  });
});
