import { describe, expect, it } from 'vitest';
import { createVirtualClock } from './virtual-clock.ts';

describe('createVirtualClock', () => {
  it('fires timers in order of their due time, each at its own instant', async () => {
    const clock = createVirtualClock(1_000);
    const seen: [string, number][] = [];
    clock.after(30, () => seen.push(['late', clock.nowMs()]));
    clock.after(10, () => seen.push(['early', clock.nowMs()]));
    clock.after(10, () => seen.push(['early too', clock.nowMs()]));
    await clock.advance(30);
    expect(seen).toEqual([
      ['early', 1_010],
      ['early too', 1_010],
      ['late', 1_030],
    ]);
    expect(clock.nowMs()).toBe(1_030);
  });

  it('fires timers that a timer sets, when they fall into the same advance', async () => {
    const clock = createVirtualClock();
    const seen: number[] = [];
    const again = () => {
      seen.push(clock.nowMs());
      clock.after(10, again);
    };
    clock.after(10, again);
    await clock.advance(35);
    expect(seen).toEqual([10, 20, 30]);
    expect(clock.pendingCount()).toBe(1);
  });

  it('lets a chain of awaits run between two timers', async () => {
    const clock = createVirtualClock();
    const seen: string[] = [];
    const work = async () => {
      await clock.sleep(5);
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
      seen.push(`worked at ${clock.nowMs()}`);
    };
    void work();
    clock.after(6, () => seen.push('next timer'));
    await clock.advance(10);
    expect(seen).toEqual(['worked at 5', 'next timer']);
  });

  it('forgets a cancelled timer and never fires an endless one', async () => {
    const clock = createVirtualClock();
    const seen: string[] = [];
    const cancel = clock.after(5, () => seen.push('cancelled'));
    clock.after(Number.POSITIVE_INFINITY, () => seen.push('endless'));
    cancel();
    cancel();
    await clock.advance(1e12);
    expect(seen).toEqual([]);
  });
});
