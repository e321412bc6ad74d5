import {
  type Clock,
  GatewayError,
  type Headers,
  type TransportReceiver,
  type TransportTimeouts,
} from '@gateway/spec';
import { startCallTimers } from './call-timers.ts';
import { toAnswerHeaders } from './to-answer-headers.ts';

/** What a transport tells about a call under way; everything after the end is ignored. */
export interface CallState {
  onConnected(): void;
  onRequestSent(): void;
  onHead(status: number, headers: Headers): void;
  /** Bytes came from the network, perhaps not decodable into a piece yet. */
  onActivity(): void;
  onBytes(bytes: Uint8Array): void;
  onEnd(): void;
  onError(error: GatewayError): void;
  pause(): void;
  resume(): void;
  /** Ends the call at once, whatever is held back. */
  abort(reason: GatewayError): void;
  readonly isPaused: boolean;
  readonly isSettled: boolean;
  readonly hasHead: boolean;
}

/** What a call needs besides its receiver. */
export interface CallStateOptions {
  readonly clock: Clock;
  readonly timeouts: TransportTimeouts;
  readonly receiver: TransportReceiver;
  /** Closes the connection; called once when the call ends before its answer did. */
  readonly cancel: (reason: GatewayError) => void;
  /** Called once when the call is over, however it ended. */
  readonly onSettled?: () => void;
}

const redirectRefused = (status: number): GatewayError =>
  new GatewayError({
    code: 'upstream_invalid_response',
    message: `The upstream answered with a redirect (${status}), which the gateway does not follow.`,
    upstream: { status },
  });

/**
 * Keeps the promises of a call that both transports share: the order of callbacks, exactly one end,
 * nothing delivered while paused, the timers, and no redirects.
 *
 * @throws never
 */
export function createCallState(options: CallStateOptions): CallState {
  const { receiver } = options;
  let isPaused = false;
  let isSettled = false;
  let hasHead = false;
  const held: (() => void)[] = [];

  const settle = (): void => {
    isSettled = true;
    held.length = 0;
    timers.stop();
    options.onSettled?.();
  };
  const abort = (reason: GatewayError): void => {
    if (isSettled) return;
    settle();
    options.cancel(reason);
    receiver.onError(reason);
  };
  const timers = startCallTimers(options.clock, options.timeouts, abort);

  // A receiver that throws must not leave a connection behind.
  const tell = (deliver: () => void): void => {
    try {
      deliver();
    } catch (error) {
      abort(GatewayError.fromUnknown(error));
    }
  };
  // What arrives while paused waits, so that a paused receiver is truly left alone.
  const inTurn = (deliver: () => void): void => {
    if (isSettled) return;
    if (isPaused) held.push(deliver);
    else deliver();
  };
  const release = (): void => {
    while (!isPaused && !isSettled) {
      const deliver = held.shift();
      if (!deliver) return;
      deliver();
    }
  };

  return {
    onConnected: () => {
      if (!isSettled) timers.startHeaders();
    },
    onRequestSent: () => {
      if (!isSettled && !hasHead) timers.startHeaders();
    },
    onHead(status, headers) {
      if (isSettled || hasHead) return;
      if (status >= 300 && status < 400) return abort(redirectRefused(status));
      hasHead = true;
      timers.startIdle();
      tell(() => receiver.onHead({ status, headers: toAnswerHeaders(headers) }));
    },
    onActivity: () => {
      if (!isPaused) timers.touch();
    },
    onBytes: (bytes) => inTurn(() => tell(() => receiver.onBytes(bytes))),
    onEnd: () =>
      inTurn(() => {
        settle();
        receiver.onEnd();
      }),
    onError: (error) =>
      inTurn(() => {
        settle();
        receiver.onError(error);
      }),
    pause() {
      isPaused = true;
      timers.suspendIdle();
    },
    resume() {
      isPaused = false;
      timers.touch();
      release();
    },
    abort,
    get isPaused() {
      return isPaused;
    },
    get isSettled() {
      return isSettled;
    },
    get hasHead() {
      return hasHead;
    },
  };
}
