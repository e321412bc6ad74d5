import {
  GatewayError,
  type GatewayErrorFields,
  type Headers,
  type TransportCall,
  type TransportReceiver,
} from '@gateway/spec';

/** Status line and headers of an upstream. */
export interface UpstreamHead {
  readonly status: number;
  readonly headers: Headers;
}

/** What becomes of a body. */
export interface BodyTaker {
  /**
   * Takes a piece.
   *
   * @returns `full` to be fed later, an error to end the call
   */
  take(bytes: Uint8Array): 'ok' | 'full' | GatewayErrorFields;
  /** @returns an error when the body should not have ended here, or says one itself */
  end(): GatewayErrorFields | undefined;
  /** Takes a break of the connection; may have a better word for it. */
  cut(error: GatewayErrorFields): GatewayErrorFields | undefined;
}

/** How to run a call. */
export interface UpstreamCallOptions {
  /** Sends the request. */
  readonly send: (receiver: TransportReceiver) => TransportCall;
  /** Decides what becomes of the body. */
  readonly choose: (head: UpstreamHead) => BodyTaker;
}

/** A call of an upstream under way. */
export interface UpstreamCall {
  /** Resolves once, with the error if there was one; never rejects. */
  readonly ended: Promise<GatewayErrorFields | undefined>;
  resume(): void;
  /** Ends the call at once, with this error. */
  abort(error: GatewayError): void;
}

/**
 * Calls an upstream and feeds its body to whoever the head chooses.
 *
 * @throws never; whatever goes wrong is in `ended`
 */
export function startUpstreamCall(options: UpstreamCallOptions): UpstreamCall {
  return new RunningCall(options);
}

class RunningCall implements UpstreamCall, TransportReceiver {
  readonly ended: Promise<GatewayErrorFields | undefined>;
  readonly #options: UpstreamCallOptions;
  #settle: (error: GatewayErrorFields | undefined) => void = () => {};
  #taker: BodyTaker | undefined;
  #over = false;
  // A transport may push before `send` has returned; what we want of it then waits for the call.
  #call: TransportCall | undefined;
  #pausedEarly = false;

  constructor(options: UpstreamCallOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#guard(() => this.#start());
  }

  #start(): void {
    const call = this.#options.send(this);
    this.#call = call;
    if (this.#over) call.abort(overError);
    else if (this.#pausedEarly) call.pause();
  }

  resume(): void {
    this.#pausedEarly = false;
    // Asked by the client's connection, which must not hear of a transport's mistakes.
    this.#guard(() => this.#call?.resume());
  }

  abort(error: GatewayError): void {
    if (this.#over) return;
    this.#finish(error);
    try {
      this.#call?.abort(error);
    } catch {
      // The call is over here, whatever its transport makes of it.
    }
  }

  onHead(head: UpstreamHead): void {
    if (!this.#over) this.#guard(() => this.#begin(head));
  }

  onBytes(bytes: Uint8Array): void {
    if (!this.#over) this.#guard(() => this.#feed(bytes));
  }

  onEnd(): void {
    if (this.#over) return;
    this.#guard(() => this.#finish(this.#taker ? this.#taker.end() : overError));
  }

  onError(error: GatewayError): void {
    if (this.#over) return;
    this.#guard(() => this.#finish(this.#taker ? this.#taker.cut(error) : error));
  }

  #begin(head: UpstreamHead): void {
    this.#taker = this.#options.choose(head);
  }

  #feed(bytes: Uint8Array): void {
    const result = this.#taker?.take(bytes) ?? 'ok';
    if (result === 'ok') return;
    if (result === 'full') {
      this.#pausedEarly = this.#call === undefined;
      this.#call?.pause();
      return;
    }
    this.abort(GatewayError.is(result) ? result : new GatewayError(result));
  }

  #finish(error: GatewayErrorFields | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#settle(error);
  }

  /** Our own mistakes must not reach the transport, which knows nothing of them. */
  #guard(act: () => void): void {
    try {
      act();
    } catch (cause) {
      this.abort(GatewayError.fromUnknown(cause, 'internal'));
    }
  }
}

const overError = new GatewayError({
  code: 'upstream_invalid_response',
  message: 'The upstream ended its answer before it began.',
});
