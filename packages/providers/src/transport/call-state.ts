import {
  type Clock,
  GatewayError,
  type Headers,
  type TransportReceiver,
  type TransportTimeouts,
} from '@gateway/spec';
import { startCallTimers } from './call-timers.ts';
import { createTurnstile, type Turnstile } from './create-turnstile.ts';
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

/** What ends a call, however it comes about: once, with the timers stopped. */
const createEnding = (options: CallStateOptions, turnstile: Turnstile) => {
  let isSettled = false;
  const settle = (): void => {
    isSettled = true;
    turnstile.discard();
    timers.stop();
    options.onSettled?.();
  };
  const abort = (reason: GatewayError): void => {
    if (isSettled) return;
    settle();
    options.cancel(reason);
    options.receiver.onError(reason);
  };
  const timers = startCallTimers(options.clock, options.timeouts, abort);
  return { settle, abort, timers, isSettled: () => isSettled };
};

/**
 * Keeps the promises of a call that both transports share: the order of callbacks, exactly one end,
 * nothing delivered while paused, the timers, and no redirects.
 *
 * @throws never
 */
export function createCallState(options: CallStateOptions): CallState {
  const { receiver } = options;
  const turnstile = createTurnstile();
  const { settle, abort, timers, isSettled } = createEnding(options, turnstile);
  let hasHead = false;

  // A receiver that throws must not leave a connection behind.
  const tell = (deliver: () => void): void => {
    try {
      deliver();
    } catch (error) {
      abort(GatewayError.fromUnknown(error));
    }
  };
  const endWith = (deliver: () => void): void =>
    turnstile.pass(() => {
      settle();
      deliver();
    });
  const startHeaders = (): void => {
    if (!isSettled() && !hasHead) timers.startHeaders();
  };
  const onHead: CallState['onHead'] = (status, headers) => {
    if (isSettled() || hasHead) return;
    if (status >= 300 && status < 400) return abort(redirectRefused(status));
    hasHead = true;
    timers.startIdle();
    tell(() => receiver.onHead({ status, headers: toAnswerHeaders(headers) }));
  };

  return {
    onConnected: startHeaders,
    onRequestSent: startHeaders,
    onHead,
    onActivity: () => {
      if (!turnstile.isShut) timers.touch();
    },
    onBytes: (bytes) => turnstile.pass(() => tell(() => receiver.onBytes(bytes))),
    onEnd: () => endWith(() => receiver.onEnd()),
    onError: (error) => endWith(() => receiver.onError(error)),
    pause() {
      turnstile.shut();
      timers.suspendIdle();
    },
    resume() {
      timers.touch();
      turnstile.open();
    },
    abort,
    get isPaused() {
      return turnstile.isShut;
    },
    get isSettled() {
      return isSettled();
    },
    get hasHead() {
      return hasHead;
    },
  };
}
