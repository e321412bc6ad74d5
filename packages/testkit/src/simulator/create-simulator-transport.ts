import {
  type Clock,
  GatewayError,
  type Transport,
  type TransportCall,
  type TransportReceiver,
  type TransportRequest,
} from '@gateway/spec';
import type { Simulator } from './create-simulator.ts';
import type { SimulatorResponse } from './wire.ts';
import { toBytes } from './write-wire.ts';

const collectBody = async (body: TransportRequest['body']): Promise<Uint8Array> => {
  if (body === undefined) return new Uint8Array();
  if (typeof body === 'string') return toBytes(body);
  if (body instanceof Uint8Array) return body;
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return new Uint8Array(await new Blob(pieces.map((piece) => piece.slice())).arrayBuffer());
};

const toPath = (url: string): string => {
  const { pathname, search } = new URL(url);
  return pathname + search;
};

const timeout = (message: string): GatewayError =>
  new GatewayError({ code: 'upstream_timeout', message });

/** A gate that writers wait at while the reader has paused. */
const createGate = () => {
  let paused = false;
  let open: () => void = () => {};
  let opened = Promise.resolve();
  return {
    pause() {
      if (paused) return;
      paused = true;
      opened = new Promise((resolve) => {
        open = resolve;
      });
    },
    resume() {
      paused = false;
      open();
    },
    whenOpen: () => opened,
  };
};

/** One call; ends exactly once, through `#end`. */
class SimulatedCall implements TransportCall {
  readonly #request: TransportRequest;
  readonly #receiver: TransportReceiver;
  readonly #clock: Clock;
  readonly #gate = createGate();
  readonly #ending = new AbortController();
  #stopTotal: () => void = () => {};

  constructor(request: TransportRequest, receiver: TransportReceiver, clock: Clock) {
    this.#request = request;
    this.#receiver = receiver;
    this.#clock = clock;
  }

  pause(): void {
    this.#gate.pause();
  }

  resume(): void {
    this.#gate.resume();
  }

  abort(reason: GatewayError): void {
    if (this.#ended) return;
    this.#end();
    // The receiver hears of it after the caller's own code has run, as it would from a socket.
    queueMicrotask(() => this.#receiver.onError(reason));
  }

  async run(simulator: Simulator): Promise<void> {
    // Given up before it began: no timer may outlive it, and no script may count it.
    if (this.#ended) return;
    const { totalMs } = this.#request.timeouts;
    if (totalMs > 0) {
      const expire = () => this.#fail(timeout('The upstream did not finish in time.'));
      this.#stopTotal = this.#clock.after(totalMs, expire);
    }
    try {
      await this.#exchange(simulator);
    } catch (error) {
      this.#fail(GatewayError.fromUnknown(error));
    }
  }

  get #ended(): boolean {
    return this.#ending.signal.aborted;
  }

  async #exchange(simulator: Simulator): Promise<void> {
    const { method, url, headers, timeouts } = this.#request;
    const body = await collectBody(this.#request.body);
    const path = toPath(url);
    const response = simulator.handle({ method, path, headers, body });
    await this.#wait(response.delayMs, timeouts.headersMs, 'The upstream sent no headers in time.');
    if (this.#ended) return;
    this.#receiver.onHead({ status: response.status, headers: response.headers });
    await this.#deliver(response);
  }

  async #deliver(response: SimulatorResponse): Promise<void> {
    for (const chunk of response.chunks) {
      await this.#gate.whenOpen();
      if (this.#ended) return;
      if (chunk instanceof Uint8Array) this.#receiver.onBytes(chunk);
      else await this.#waitIdle(chunk.delayMs);
    }
    await this.#gate.whenOpen();
    if (this.#ended) return;
    if (response.end === 'reset') throw brokenOff();
    this.#end();
    this.#receiver.onEnd();
  }

  #waitIdle(delayMs: number): Promise<void> {
    return this.#wait(delayMs, this.#request.timeouts.idleMs, 'The upstream fell silent.');
  }

  /** Waits, but fails the call when the wait is longer than allowed; a limit of 0 is none. */
  async #wait(delayMs: number, limitMs: number, message: string): Promise<void> {
    if (delayMs <= 0 || this.#ended) return;
    const allowedMs = limitMs > 0 ? limitMs : Number.POSITIVE_INFINITY;
    try {
      await this.#clock.sleep(Math.min(delayMs, allowedMs), this.#ending.signal);
    } catch {
      // The call ended while it waited; whoever ended it has told the receiver.
      return;
    }
    if (delayMs >= allowedMs) this.#fail(timeout(message));
  }

  #fail(error: GatewayError): void {
    if (this.#ended) return;
    this.#end();
    this.#receiver.onError(error);
  }

  #end(): void {
    this.#stopTotal();
    this.#ending.abort();
    this.#gate.resume();
  }
}

const brokenOff = (): GatewayError =>
  new GatewayError({
    code: 'upstream_truncated',
    message: 'The upstream broke the connection before its answer was complete.',
  });

/**
 * Connects a simulator without any socket: every address leads to it.
 *
 * @param clock - measures the pauses of the simulator and the time-outs of the calls
 * @throws never
 */
export function createSimulatorTransport(simulator: Simulator, clock: Clock): Transport {
  let closed = false;
  return {
    send(request, receiver) {
      const call = new SimulatedCall(request, receiver, clock);
      if (closed) {
        call.abort(
          new GatewayError({ code: 'shutting_down', message: 'The transport is closed.' }),
        );
        return call;
      }
      // Begins after `send` has returned, so that the caller holds the call before it hears of it.
      queueMicrotask(() => void call.run(simulator));
      return call;
    },
    async close() {
      closed = true;
    },
  };
}
