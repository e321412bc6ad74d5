import { Readable } from 'node:stream';
import {
  type Clock,
  GatewayError,
  type TransportCall,
  type TransportReceiver,
  type TransportRequest,
} from '@gateway/spec';
import type { Dispatcher } from 'undici';
import { type CallState, createCallState } from '../transport/call-state.ts';
import { firstValue } from '../transport/first-value.ts';
import { type BodyReader, createBodyReader } from './body-reader.ts';
import { toTransportError } from './to-transport-error.ts';

/** What one call over a pool needs. */
export interface NodeCallOptions {
  readonly dispatcher: Dispatcher;
  readonly url: URL;
  readonly request: TransportRequest;
  readonly receiver: TransportReceiver;
  readonly clock: Clock;
  readonly onSettled: () => void;
}

type Controller = Dispatcher.DispatchController;

/** undici hands over its parsed headers; absent values do not occur but are in its type. */
const toHeaders = (headers: Record<string, string | string[] | undefined>) => {
  const kept: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) kept[name] = value;
  return kept;
};

/** The wire side of a call: undici's controller and the reader of the body, joined by the state. */
const createWire = (state: () => CallState) => {
  let controller: Controller | undefined;
  let reader: BodyReader | undefined;
  let isChoked = false;
  const flow = (): void => {
    if (!isChoked && !state().isPaused) controller?.resume();
  };
  return {
    attach(started: Controller): void {
      controller = started;
    },
    open(head: { encoding: string | undefined; type: string | undefined }): void {
      reader = createBodyReader(head, {
        onBytes: (bytes) => state().onBytes(bytes),
        onEnd: () => state().onEnd(),
        onError(error) {
          state().onError(error);
          controller?.abort(error);
        },
        onDrain() {
          isChoked = false;
          flow();
        },
      });
      if (state().isPaused) reader.pause();
    },
    push(bytes: Uint8Array): void {
      isChoked = reader?.push(bytes) === false;
      if (isChoked) controller?.pause();
    },
    end: () => reader?.end(),
    fail(error: GatewayError): void {
      if (reader) reader.fail(error);
      else state().onError(error);
    },
    pause(): void {
      reader?.pause();
      controller?.pause();
    },
    resume(): void {
      reader?.resume();
      flow();
    },
    cancel(reason: GatewayError): void {
      reader?.destroy();
      controller?.abort(reason);
    },
  };
};

type Wire = ReturnType<typeof createWire>;

const createHandler = (state: CallState, wire: Wire): Dispatcher.DispatchHandler => ({
  onRequestStart(controller) {
    wire.attach(controller);
    // The call may have ended while it waited for its connection.
    if (state.isSettled) return controller.abort(new Error('the call has ended'));
    state.onConnected();
  },
  onRequestSent: () => state.onRequestSent(),
  onResponseStart(_controller, status, headers) {
    if (status < 200) return;
    const received = toHeaders(headers);
    state.onHead(status, received);
    if (state.isSettled) return;
    try {
      wire.open({
        encoding: firstValue(received, 'content-encoding'),
        type: firstValue(received, 'content-type'),
      });
    } catch (error) {
      state.abort(GatewayError.fromUnknown(error));
    }
  },
  onResponseData(_controller, bytes) {
    if (state.isSettled) return;
    state.onActivity();
    wire.push(bytes);
  },
  onResponseEnd() {
    if (!state.isSettled) wire.end();
  },
  onResponseError(_controller, error) {
    if (!state.isSettled) wire.fail(toTransportError(error, state.hasHead));
  },
});

const toDispatchBody = (body: TransportRequest['body']): Uint8Array | string | Readable | null => {
  if (body === undefined) return null;
  return typeof body === 'string' || body instanceof Uint8Array ? body : Readable.from(body);
};

/**
 * Sends one request over a pool and tells the receiver what comes back.
 *
 * @throws never; failures reach the receiver
 */
export function startNodeCall(options: NodeCallOptions): TransportCall {
  const { request, url } = options;
  const wire: Wire = createWire(() => state);
  const state: CallState = createCallState({
    clock: options.clock,
    timeouts: request.timeouts,
    receiver: options.receiver,
    onSettled: options.onSettled,
    cancel: (reason) => wire.cancel(reason),
  });
  try {
    options.dispatcher.dispatch(
      {
        path: url.pathname + url.search,
        method: request.method,
        // The copy is shallow and drops `readonly`, which undici's type does not know.
        headers: { ...request.headers } as Record<string, string | string[]>,
        body: toDispatchBody(request.body),
        // All timers are this package's own, so that each can name itself.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      createHandler(state, wire),
    );
  } catch (error) {
    // undici refuses malformed requests by throwing; the receiver must not hear of it before `send`
    // has returned.
    queueMicrotask(() => state.abort(GatewayError.fromUnknown(error)));
  }
  return {
    pause() {
      state.pause();
      wire.pause();
    },
    resume() {
      state.resume();
      if (!state.isSettled) wire.resume();
    },
    abort: (reason) => state.abort(reason),
  };
}
