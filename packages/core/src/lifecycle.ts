import { type Clock, GatewayError } from '@gateway/spec';
import type { Cancellation } from './cancellation.ts';

/** How long a call that was given up may take to notice, milliseconds: a store may hang. */
const graceMs = 2_000;

/** Knows which calls are under way, and ends them in order. */
export interface Lifecycle {
  /** Whether new calls are refused. */
  readonly isClosing: boolean;
  /**
   * Notes a call.
   *
   * @returns a function to call when it is complete
   */
  enter(cancellation: Cancellation): () => void;
  /**
   * Refuses new calls and waits for those under way; at the deadline they are given up.
   *
   * @param deadlineMs - milliseconds from now
   */
  close(deadlineMs: number): Promise<void>;
}

/**
 * Makes the lifecycle of an open gateway.
 *
 * @throws never
 */
export function createLifecycle(clock: Clock): Lifecycle {
  const running = new Set<Cancellation>();
  let isClosing = false;
  const idleListeners = new Set<() => void>();
  return {
    get isClosing() {
      return isClosing;
    },
    enter(cancellation) {
      running.add(cancellation);
      return () => {
        running.delete(cancellation);
        if (running.size === 0) for (const tell of idleListeners) tell();
      };
    },
    async close(deadlineMs) {
      isClosing = true;
      if (running.size === 0) return;
      const idle = new Promise<void>((resolve) => {
        idleListeners.add(resolve);
      });
      let stopTimer = () => {};
      const late = new Promise<void>((resolve) => {
        stopTimer = clock.after(deadlineMs, () => {
          for (const cancellation of running) cancellation.cancel(shuttingDown());
          stopTimer = clock.after(graceMs, resolve);
        });
      });
      await Promise.race([idle, late]);
      stopTimer();
    },
  };
}

/**
 * Makes the error of calls that a closing gateway refuses or gives up.
 *
 * @throws never
 */
export function shuttingDown(): GatewayError {
  const message = 'The gateway is stopping. Try again in a moment.';
  return new GatewayError({ code: 'shutting_down', message, retryAfterMs: 1000 });
}
