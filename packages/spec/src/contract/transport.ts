import type { GatewayError } from '../error/gateway-error.ts';

/**
 * Header fields: names in lower case; a field that came several times is a list.
 */
export type Headers = Readonly<Record<string, string | readonly string[]>>;

/** How long an upstream may take; each timer raises its own error message. */
export interface TransportTimeouts {
  /** DNS, TCP and TLS, milliseconds. */
  readonly connectMs: number;
  /** From the last request byte to the status line, milliseconds. */
  readonly headersMs: number;
  /** Between two pieces of the body, milliseconds. */
  readonly idleMs: number;
  /** The whole call, milliseconds; 0 = no limit. */
  readonly totalMs: number;
}

/** One call of an upstream. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PUT' | 'PATCH';
  /** Absolute address. */
  readonly url: string;
  readonly headers: Headers;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  readonly timeouts: TransportTimeouts;
  /**
   * Origins (scheme, host, port) that may resolve to private addresses; all others must be public.
   */
  readonly privateOrigins?: readonly string[];
}

/** Who takes the answer. Calls come in this order: `onHead`, `onBytes`*, then `onEnd` or `onError`. */
export interface TransportReceiver {
  onHead(head: { readonly status: number; readonly headers: Headers }): void;
  /** A piece of the body, already without content encoding. */
  onBytes(bytes: Uint8Array): void;
  onEnd(): void;
  /** Ends the call; nothing follows. Also called, once, after {@link TransportCall.abort}. */
  onError(error: GatewayError): void;
}

/** A call under way. */
export interface TransportCall {
  /** Stops reading; the upstream feels it through TCP. */
  pause(): void;
  resume(): void;
  /** Ends the call at once and closes its connection; harmless after the end. */
  abort(reason: GatewayError): void;
}

/** The only door to the network. */
export interface Transport {
  /**
   * Sends a request.
   *
   * @throws never; failures reach `receiver.onError`
   */
  send(request: TransportRequest, receiver: TransportReceiver): TransportCall;
  /** Closes idle connections and refuses new calls. */
  close(): Promise<void>;
}
