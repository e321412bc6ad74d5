import type { Clock } from '@gateway/spec';

/** A sign of life for streams that are silent for long. */
export interface Heartbeat {
  /** Something was sent: silence begins anew. */
  touch(): void;
  stop(): void;
}

/**
 * Starts to watch for silence. Only one timer runs, and sending does not touch it, because a
 * stream sends often and is rarely silent.
 *
 * @param intervalMs - length of silence that calls for a sign of life, milliseconds, > 0
 * @throws never
 */
export function createHeartbeat(clock: Clock, intervalMs: number, beat: () => void): Heartbeat {
  let lastMs = clock.nowMs();
  let cancel = () => {};
  let isStopped = false;
  const arm = (waitMs: number) => {
    cancel = clock.after(waitMs, check);
  };
  const check = () => {
    const silentMs = clock.nowMs() - lastMs;
    if (silentMs >= intervalMs) {
      lastMs = clock.nowMs();
      beat();
    }
    // A beat can be what ends the stream.
    if (!isStopped) arm(intervalMs - (clock.nowMs() - lastMs));
  };
  arm(intervalMs);
  return {
    touch() {
      lastMs = clock.nowMs();
    },
    stop() {
      isStopped = true;
      cancel();
    },
  };
}
