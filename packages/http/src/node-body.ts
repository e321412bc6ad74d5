import type { IncomingMessage } from 'node:http';
import { GatewayError } from '@gateway/spec';
import { type NodeCall, wantBody } from './node-call.ts';

/** Bytes that may wait for the gateway before the socket is asked to pause. */
const maxQueuedBytes = 256 * 1024;

/**
 * Reads the body of a Node request piece by piece, without the cost of the stream's own iterator.
 * What is left when the loop is left early waits for the end of the answer.
 *
 * @throws never; the loop throws `GatewayError` `client_closed` when the client hangs up within
 *   the body
 */
export function readNodeBody(call: NodeCall): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      wantBody(call);
      return new NodeBodyReader(call.request);
    },
  };
}

type Step = IteratorResult<Uint8Array, undefined>;

const done: Step = { done: true, value: undefined };

class NodeBodyReader implements AsyncIterator<Uint8Array, undefined> {
  readonly #request: IncomingMessage;
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #over = false;
  #failure: GatewayError | undefined;
  #waiter: { resolve(step: Step): void; reject(cause: unknown): void } | undefined;

  constructor(request: IncomingMessage) {
    this.#request = request;
    request.on('data', this.#onData);
    request.once('end', this.#onEnd);
    request.once('error', this.#onFailure);
    request.once('close', this.#onFailure);
  }

  next(): Promise<Step> {
    const piece = this.#queue.shift();
    if (piece) {
      this.#queuedBytes -= piece.byteLength;
      if (this.#queuedBytes < maxQueuedBytes) this.#request.resume();
      return Promise.resolve({ done: false, value: piece });
    }
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#over) return Promise.resolve(done);
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }

  return(): Promise<Step> {
    this.#queue = [];
    this.#request.off('data', this.#onData);
    if (!this.#over) this.#request.pause();
    return Promise.resolve(done);
  }

  readonly #onData = (piece: Uint8Array): void => {
    if (this.#waiter) {
      this.#settle((waiter) => waiter.resolve({ done: false, value: piece }));
      return;
    }
    this.#queue.push(piece);
    this.#queuedBytes += piece.byteLength;
    if (this.#queuedBytes >= maxQueuedBytes) this.#request.pause();
  };

  readonly #onEnd = (): void => {
    this.#over = true;
    this.#settle((waiter) => waiter.resolve(done));
  };

  readonly #onFailure = (): void => {
    if (this.#over) return;
    this.#over = true;
    const failure = new GatewayError({
      code: 'client_closed',
      message: 'The client hung up before its request was complete.',
    });
    this.#failure = failure;
    this.#settle((waiter) => waiter.reject(failure));
  };

  #settle(act: (waiter: { resolve(step: Step): void; reject(cause: unknown): void }) => void) {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    if (waiter) act(waiter);
  }
}
