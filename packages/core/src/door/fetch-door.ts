import type { AnswerHeaders, GatewayCall, GatewaySink } from '../call.ts';

/** Takes a call through the native door. */
export type Handle = (call: GatewayCall, sink: GatewaySink) => Promise<void>;

/** Bytes that may wait for a reader before the upstream is asked to pause. */
const highWaterMarkBytes = 64 * 1024;
const noBytes = new Uint8Array();

/**
 * Makes a `fetch`-like function over the native door.
 *
 * @returns a function that resolves when status and headers are known; the body streams with
 *   back-pressure, and cancelling it or aborting the request's signal hangs up
 * @throws never
 */
export function createFetchDoor(handle: Handle): (request: Request) => Promise<Response> {
  return (request) =>
    new Promise((resolve, reject) => {
      const hangUp = new AbortController();
      const sink = createResponseSink({
        withBody: request.method !== 'HEAD',
        onHead: resolve,
        onCancel: () => hangUp.abort(),
      });
      // Like `fetch` itself: whoever aborts gets the reason at once, as a rejection or in the body.
      const leave = () => {
        hangUp.abort();
        reject(request.signal.reason);
        sink.fail(request.signal.reason);
      };
      if (request.signal.aborted) leave();
      else request.signal.addEventListener('abort', leave, { once: true });
      handle(toCall(request, hangUp.signal), sink)
        // Both are without effect where there is an answer, or its body has an end.
        .then(
          () => reject(new DOMException('No answer was given.', 'AbortError')),
          (cause: unknown) => reject(cause),
        )
        .finally(() => {
          request.signal.removeEventListener('abort', leave);
          sink.abort();
        });
    });
}

function toCall(request: Request, signal: AbortSignal): GatewayCall {
  return {
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers),
    body: request.body ?? noBytes,
    remote: '',
    signal,
  };
}

interface ResponseSinkOptions {
  readonly withBody: boolean;
  readonly onHead: (response: Response) => void;
  readonly onCancel: () => void;
}

/** A sink whose body can also be ended by the reason for which the caller left. */
interface ResponseSink extends GatewaySink {
  fail(reason: unknown): void;
}

function createResponseSink(options: ResponseSinkOptions): ResponseSink {
  const { withBody, onHead, onCancel } = options;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let drain = () => {};
  let isFull = false;
  let isOver = false;
  const over = (act: () => void) => {
    if (!isOver) act();
    isOver = true;
  };
  const source: UnderlyingDefaultSource<Uint8Array> = {
    start(given) {
      controller = given;
    },
    pull() {
      if (!isFull) return;
      isFull = false;
      drain();
    },
    cancel: () => over(onCancel),
  };
  return {
    head(status, headers: AnswerHeaders) {
      const size = (bytes: Uint8Array | undefined) => bytes?.byteLength ?? 0;
      const body = new ReadableStream(source, { highWaterMark: highWaterMarkBytes, size });
      onHead(new Response(withBody ? body : null, { status, headers }));
    },
    write(bytes) {
      if (isOver || !withBody) return true;
      controller?.enqueue(bytes);
      isFull = (controller?.desiredSize ?? 0) <= 0;
      return !isFull;
    },
    onDrain(callback) {
      drain = callback;
    },
    end: () => over(() => controller?.close()),
    abort: () => over(() => controller?.error(new TypeError('The answer was cut off.'))),
    fail: (reason) => over(() => controller?.error(reason)),
  };
}
