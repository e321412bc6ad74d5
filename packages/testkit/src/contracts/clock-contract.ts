import type { Clock } from '@gateway/spec';
import { describe, expect, it } from 'vitest';

/** A clock, and how to let time pass on it. */
export interface DrivenClock {
  readonly clock: Clock;
  /** Lets so many milliseconds pass and all work due in them run. */
  readonly pass: (ms: number) => Promise<void>;
}

/**
 * Declares the tests every clock passes.
 *
 * @param name - which clock, for the report
 * @param create - makes a clock and the means to drive it
 */
export function clockContract(name: string, create: () => DrivenClock): void {
  describe(`${name} tells time`, () => {
    it('and calls back once, after the time and not before', async () => {
      const { clock, pass } = create();
      const startMs = clock.nowMs();
      const calls: number[] = [];
      clock.after(20, () => calls.push(clock.nowMs() - startMs));
      expect(calls).toEqual([]);
      await pass(60);
      expect(calls).toHaveLength(1);
      // A platform timer may run up to a millisecond early against the wall clock.
      expect(calls[0]).toBeGreaterThanOrEqual(19);
    });

    it('and never calls back once cancelled, however often', async () => {
      const { clock, pass } = create();
      const calls: string[] = [];
      const cancel = clock.after(5, () => calls.push('cancelled'));
      const cancelLate = clock.after(1, () => calls.push('called'));
      cancel();
      cancel();
      await pass(30);
      cancelLate();
      expect(calls).toEqual(['called']);
    });

    it('and sleeps, unless the signal ends the sleep with its reason', async () => {
      const { clock, pass } = create();
      const waking = new AbortController();
      const slept = clock.sleep(10);
      const woken = clock.sleep(3_600_000, waking.signal).catch((reason: unknown) => reason);
      const never = clock.sleep(10, AbortSignal.abort('before')).catch((reason: unknown) => reason);
      waking.abort('enough');
      await pass(30);
      expect(await Promise.all([slept, woken, never])).toEqual([undefined, 'enough', 'before']);
    });

    it('and takes delays longer than a platform timer can hold', async () => {
      const { clock, pass } = create();
      const calls: string[] = [];
      const cancels = [2 ** 31, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY].map((ms) =>
        clock.after(ms, () => calls.push('early')),
      );
      await pass(20);
      for (const cancel of cancels) cancel();
      expect(calls).toEqual([]);
    });
  });
}
