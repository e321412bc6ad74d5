import type { Clock } from '@gateway/spec';

/** Longest delay a platform timer takes before it overflows, milliseconds. */
const maxDelayMs = 2 ** 31 - 1;

const after: Clock['after'] = (ms, callback) => {
  const timer = setTimeout(callback, Math.min(Math.max(0, ms), maxDelayMs));
  return () => clearTimeout(timer);
};

/** The platform's time: what transports use when no clock is given. Transports live at the edge. */
export const systemClock: Clock = Object.freeze({
  // Monotonic, so that a corrected wall clock neither fires nor delays a timer.
  nowMs: () => performance.timeOrigin + performance.now(),
  after,
  sleep: (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = after(ms, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
});
