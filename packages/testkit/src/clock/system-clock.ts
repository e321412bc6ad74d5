import type { Clock } from '@gateway/spec';
import { createSleep } from './create-sleep.ts';

/** Longest delay a platform timer takes before it overflows, milliseconds. */
const maxTimerMs = 2 ** 31 - 1;

/**
 * Makes a clock that tells the real time.
 *
 * @returns a clock over the platform's timers; delays of any length, `Infinity` included
 * @throws never
 */
export function createSystemClock(): Clock {
  const after: Clock['after'] = (ms, callback) => {
    let leftMs = Math.max(0, ms);
    let timer: ReturnType<typeof setTimeout>;
    const arm = () => {
      const stepMs = Math.min(leftMs, maxTimerMs);
      leftMs -= stepMs;
      timer = setTimeout(leftMs > 0 ? arm : callback, stepMs);
    };
    arm();
    return () => clearTimeout(timer);
  };
  return { nowMs: () => Date.now(), after, sleep: createSleep(after) };
}
