import {
  type Clock,
  GatewayError,
  type TransportCall,
  type TransportReceiver,
  type TransportRequest,
} from '@gateway/spec';
import { type CallState, createCallState } from '../transport/call-state.ts';
import { readBody } from './read-body.ts';

/** The part of the platform's `fetch` that is needed. */
export type Fetch = (address: string, init: RequestInit) => Promise<Response>;

/** What one call needs. */
export interface FetchCallOptions {
  readonly fetch: Fetch;
  readonly url: URL;
  readonly request: TransportRequest;
  readonly receiver: TransportReceiver;
  readonly clock: Clock;
}

/** `duplex` is required for streamed request bodies and missing in the platform's types. */
type StreamingInit = RequestInit & { duplex?: 'half' };

const toStream = (pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> => {
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
};

const toHeaders = (headers: TransportRequest['headers']): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string'
      ? [[name, value] as [string, string]]
      : value.map((one): [string, string] => [name, one]),
  );

const toInit = (request: TransportRequest, signal: AbortSignal): StreamingInit => {
  const init: StreamingInit = {
    method: request.method,
    headers: toHeaders(request.headers),
    redirect: 'manual',
    signal,
  };
  const { body } = request;
  if (body === undefined) return init;
  if (typeof body === 'string') return { ...init, body };
  // A request body is never backed by shared memory, which is all the type leaves open.
  if (body instanceof Uint8Array) return { ...init, body: body as Uint8Array<ArrayBuffer> };
  return { ...init, body: toStream(body), duplex: 'half' };
};

const toError = (error: unknown, hasHead: boolean): GatewayError => {
  if (GatewayError.is(error)) return error;
  return hasHead
    ? new GatewayError(
        {
          code: 'upstream_truncated',
          message: 'The upstream closed the connection before its answer was complete.',
        },
        { cause: error },
      )
    : new GatewayError(
        { code: 'upstream_unreachable', message: 'The upstream cannot be reached.' },
        { cause: error },
      );
};

/** Lets a reading loop wait while its receiver is paused. */
const createGate = () => {
  let open: (() => void) | undefined;
  let opened: Promise<void> | undefined;
  return {
    shut(): void {
      opened ??= new Promise((resolve) => {
        open = resolve;
      });
    },
    open(): void {
      open?.();
      opened = undefined;
    },
    passed: () => opened,
  };
};

type Gate = ReturnType<typeof createGate>;

interface RunningCall {
  readonly state: CallState;
  readonly gate: Gate;
  readonly signal: AbortSignal;
}

const pump = async (answer: Response, state: CallState, gate: Gate): Promise<void> => {
  if (!answer.body) return state.onEnd();
  const reader = await readBody(answer.body, answer.headers.get('content-type') ?? undefined);
  while (!state.isSettled) {
    await gate.passed();
    const { done, value } = await reader.read();
    if (done) return state.onEnd();
    state.onActivity();
    state.onBytes(value);
  }
};

const run = async (options: FetchCallOptions, call: RunningCall): Promise<void> => {
  const { state, gate, signal } = call;
  try {
    const answer = await options.fetch(options.url.href, toInit(options.request, signal));
    // Browsers hide the status of a redirect that they were told not to follow.
    const status = answer.type === 'opaqueredirect' ? 302 : answer.status;
    state.onHead(status, Object.fromEntries(answer.headers));
    if (!state.isSettled) await pump(answer, state, gate);
  } catch (error) {
    state.onError(toError(error, state.hasHead));
  }
};

/**
 * Sends one request with `fetch` and tells the receiver what comes back.
 *
 * `fetch` does not say when the connection is made, so the time for connecting and the time for the
 * status line are one timer here.
 *
 * @throws never; failures reach the receiver
 */
export function startFetchCall(options: FetchCallOptions): TransportCall {
  const { timeouts } = options.request;
  const controller = new AbortController();
  const gate = createGate();
  const state = createCallState({
    clock: options.clock,
    receiver: options.receiver,
    timeouts: { ...timeouts, headersMs: timeouts.connectMs + timeouts.headersMs },
    cancel: (reason) => controller.abort(reason),
    onSettled: () => gate.open(),
  });
  state.onConnected();
  // Nothing is delivered before `send` has returned.
  queueMicrotask(() => void run(options, { state, gate, signal: controller.signal }));
  return {
    pause() {
      gate.shut();
      state.pause();
    },
    resume() {
      state.resume();
      if (!state.isPaused) gate.open();
    },
    abort: (reason) => state.abort(reason),
  };
}
