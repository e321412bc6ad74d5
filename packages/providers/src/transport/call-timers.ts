import { type Clock, GatewayError, type TransportTimeouts } from '@gateway/spec';

/** The timers of one call. */
export interface CallTimers {
  /** The connection is there: from now on the status line is awaited. */
  startHeaders(): void;
  /** The status line is there: from now on pieces of the body are awaited. */
  startIdle(): void;
  /** A piece of the body came. */
  touch(): void;
  /** Nobody reads, so silence is not the upstream's fault. */
  suspendIdle(): void;
  stop(): void;
}

const timeout = (timer: string, ms: number): GatewayError =>
  new GatewayError({
    code: 'upstream_timeout',
    message: `The upstream did not answer in time: the ${timer} timer of ${ms} ms ran out.`,
  });

/**
 * Starts the connect and the total timer of a call and readies the others.
 *
 * The idle timer is re-armed when it fires, not with every piece: a stream of a thousand pieces sets
 * a handful of timers.
 *
 * @param onTimeout - gets `upstream_timeout`, naming the timer; called at most once per timer
 * @throws never
 */
export function startCallTimers(
  clock: Clock,
  timeouts: TransportTimeouts,
  onTimeout: (error: GatewayError) => void,
): CallTimers {
  let lastTouchMs = 0;
  let isSuspended = false;
  const arm = (name: string, ms: number) => clock.after(ms, () => onTimeout(timeout(name, ms)));
  const cancelTotal = timeouts.totalMs > 0 ? arm('total', timeouts.totalMs) : () => undefined;
  let cancelPhase = arm('connect', timeouts.connectMs);

  const watchIdle = (waitMs: number): void => {
    cancelPhase = clock.after(waitMs, () => {
      const leftMs = isSuspended ? timeouts.idleMs : lastTouchMs + timeouts.idleMs - clock.nowMs();
      if (leftMs > 0) watchIdle(leftMs);
      else onTimeout(timeout('idle', timeouts.idleMs));
    });
  };
  const touch = (): void => {
    isSuspended = false;
    lastTouchMs = clock.nowMs();
  };

  return {
    startHeaders() {
      cancelPhase();
      cancelPhase = arm('headers', timeouts.headersMs);
    },
    startIdle() {
      cancelPhase();
      touch();
      watchIdle(timeouts.idleMs);
    },
    touch,
    suspendIdle() {
      isSuspended = true;
    },
    stop() {
      cancelPhase();
      cancelTotal();
    },
  };
}
