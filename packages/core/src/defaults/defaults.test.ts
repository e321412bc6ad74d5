import { describe, expect, it } from 'vitest';
import { systemClock } from './system-clock.ts';
import { systemRandom } from './system-random.ts';

describe('the defaults', () => {
  it('make ids that do not repeat', () => {
    const ids = Array.from({ length: 2000 }, () => systemRandom.newId('req_'));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^req_[0-9A-Za-z]{24}$/);
  });

  it('make bytes of any length', () => {
    expect(systemRandom.bytes(0)).toHaveLength(0);
    expect(systemRandom.bytes(100_000).some((byte) => byte !== 0)).toBe(true);
    const draw = systemRandom.next();
    expect(draw >= 0 && draw < 1).toBe(true);
  });

  it('wait, call back and cancel', async () => {
    const seen: string[] = [];
    const cancel = systemClock.after(1, () => seen.push('cancelled'));
    cancel();
    systemClock.after(1, () => seen.push('called'));
    await systemClock.sleep(5);
    expect(seen).toEqual(['called']);
    const reason = new Error('enough');
    await expect(systemClock.sleep(1000, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const waiting = systemClock.sleep(1000, controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
});
