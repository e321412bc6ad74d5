import { type Clock, GatewayError } from '@gateway/spec';
import type { Cancellation } from '../cancellation.ts';

/** What ends the reading of a body. */
export interface BodyWatch {
  readonly clock: Clock;
  /** The request is given up. */
  readonly cancellation: Cancellation;
  /** How long the body may be silent, milliseconds; 0 = as long as it likes. */
  readonly idleMs: number;
}

type Pieces = AsyncIterable<Uint8Array>;

/**
 * Passes the pieces of a body on, until the request is given up or no piece comes for too long. A
 * body need not notice either by itself.
 *
 * @returns the same pieces; iterating throws the reason of the cancellation, or `invalid_request`
 *   for a body that falls silent
 * @throws never
 */
export async function* watchBody(body: Pieces, watch: BodyWatch): AsyncGenerator<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]();
  let isOver = false;
  try {
    for (;;) {
      const step = await nextPiece(pieces, watch);
      if (step.done) break;
      yield step.value;
    }
    isOver = true;
  } finally {
    // Not waited for: what does not give pieces may not end either. Nor does it matter how it ends.
    if (!isOver) pieces.return?.().catch(() => undefined);
  }
}

function nextPiece(
  pieces: AsyncIterator<Uint8Array>,
  { clock, cancellation, idleMs }: BodyWatch,
): Promise<IteratorResult<Uint8Array>> {
  return new Promise((resolve, reject) => {
    let unlisten = () => {};
    const stop = () => {
      stopTimer();
      unlisten();
    };
    const fail = (cause: unknown) => {
      stop();
      reject(cause);
    };
    const stopTimer = idleMs > 0 ? clock.after(idleMs, () => fail(silent(idleMs))) : () => {};
    unlisten = cancellation.onCancel(fail);
    pieces.next().then((step) => {
      stop();
      resolve(step);
    }, fail);
  });
}

function silent(ms: number): GatewayError {
  const message = `The request body stopped coming for ${ms} ms before it was complete.`;
  return new GatewayError({ code: 'invalid_request', message });
}
