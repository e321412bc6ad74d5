import type { Seal } from '@gateway/spec';
import { createVirtualClock } from '@gateway/testkit/clock';
import { describe, expect, it } from 'vitest';
import { createSealTable } from './seal-table.ts';

const seal = (value: string): Seal => ({ family: 'other', form: 'signature', value });
const minted = (id: string, value = id) => new Map([[id, [seal(value)]]]);

describe('the seal table', () => {
  it('gives seals back to the key they were minted for and to no other', () => {
    const table = createSealTable({ clock: createVirtualClock() });
    table.put('a', minted('call-1'));
    expect(table.of('a').get('call-1')).toEqual([seal('call-1')]);
    expect(table.of('b').get('call-1')).toBeUndefined();
  });

  it('forgets after the time to live', async () => {
    const clock = createVirtualClock();
    const table = createSealTable({ clock, ttlMs: 1000 });
    table.put('a', minted('old'));
    await clock.advance(600);
    table.put('a', minted('young'));
    await clock.advance(400);
    expect([...table.of('a').keys()]).toEqual(['young']);
    await clock.advance(600);
    expect(table.of('a').size).toBe(0);
  });

  it('stays within its bound, dropping the oldest', () => {
    const table = createSealTable({ clock: createVirtualClock(), maxSize: 2000 });
    for (let at = 0; at < 100; at += 1) table.put('a', minted(`c${at}`, 'x'.repeat(500)));
    expect([...table.of('a').keys()]).toEqual(['c98', 'c99']);
  });

  it('counts an entry once when it is put again', () => {
    const table = createSealTable({ clock: createVirtualClock(), maxSize: 2000 });
    table.put('a', minted('first'));
    for (let at = 0; at < 100; at += 1) table.put('a', minted('again', 'x'.repeat(500)));
    expect([...table.of('a').keys()]).toEqual(['first', 'again']);
  });
});
