import type { Clock } from '@gateway/spec';
import { createSleep } from './create-sleep.ts';

/** A clock that stands still until a test moves it. */
export interface VirtualClock extends Clock {
  /**
   * Moves time forward. Timers fire in order of their due time, each at its own instant; after each
   * one the event loop turns once, so that everything it set off has run before the next.
   *
   * @param ms - milliseconds, ≥ 0; `advance(0)` only lets pending work run
   */
  advance(ms: number): Promise<void>;
  /** How many timers and sleeps are waiting now. */
  pendingCount(): number;
}

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** Lets all pending microtasks and already queued callbacks run. */
const turnEventLoop = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });

/**
 * Makes a clock for tests: it begins at `startMs` and moves only by `advance`.
 *
 * @param startMs - first instant, epoch milliseconds; absent = 0
 * @throws never
 * @example
 * const clock = createVirtualClock();
 * clock.after(50, () => console.log(clock.nowMs()));
 * await clock.advance(100); // prints 50
 */
export function createVirtualClock(startMs = 0): VirtualClock {
  let nowMs = startMs;
  const timers = new Set<Timer>();

  const after: Clock['after'] = (ms, callback) => {
    const timer = { dueMs: nowMs + Math.max(0, ms), callback };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  // A set keeps the order of insertion, so timers due at the same instant fire in the order they
  // were set.
  const takeNextDue = (untilMs: number): Timer | undefined => {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.dueMs > untilMs) continue;
      if (!next || timer.dueMs < next.dueMs) next = timer;
    }
    if (next) timers.delete(next);
    return next;
  };

  return {
    nowMs: () => nowMs,
    after,
    sleep: createSleep(after),
    pendingCount: () => timers.size,
    async advance(ms) {
      const untilMs = nowMs + ms;
      await turnEventLoop();
      for (let timer = takeNextDue(untilMs); timer; timer = takeNextDue(untilMs)) {
        nowMs = timer.dueMs;
        timer.callback();
        await turnEventLoop();
      }
      nowMs = untilMs;
    },
  };
}
