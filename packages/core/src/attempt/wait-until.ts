import type { Clock } from '@gateway/spec';
import type { Cancellation } from '../cancellation.ts';

/**
 * Waits for an instant, or until the request is given up.
 *
 * @param untilMs - epoch milliseconds
 * @throws never
 */
export function waitUntil(
  untilMs: number,
  clock: Clock,
  cancellation: Cancellation,
): Promise<void> {
  return new Promise((resolve) => {
    const stopTimer = clock.after(Math.max(0, untilMs - clock.nowMs()), () => {
      unlisten();
      resolve();
    });
    const unlisten = cancellation.onCancel(() => {
      stopTimer();
      resolve();
    });
  });
}
