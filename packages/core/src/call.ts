import type { Headers } from '@gateway/spec';

/** One call of a client, as the native door takes it. */
export interface GatewayCall {
  /** Upper-case HTTP method. */
  readonly method: string;
  /** Path with query, e.g. `/v1/models?limit=10`, or an absolute address whose host is ignored. */
  readonly url: string;
  /** Header fields, names in lower case. */
  readonly headers: Headers;
  /** The body as sent, or its pieces; empty bytes where there is none. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  /**
   * Address of the peer, from the socket; empty where the runtime does not say. It names a person,
   * so it is neither logged nor kept nor sent on.
   */
  readonly remote: string;
  /** Fires when the client hangs up. */
  readonly signal: AbortSignal;
}

/** Header fields of an answer, names in lower case. */
export type AnswerHeaders = Readonly<Record<string, string>>;

/**
 * Where an answer goes. Calls come in this order: `head` once, `write` any number of times, then
 * `end` or `abort`.
 */
export interface GatewaySink {
  /**
   * Sends status and headers.
   *
   * @param headers - include `content-length` where the whole body follows in one piece
   */
  head(status: number, headers: AnswerHeaders): void;
  /**
   * Sends a piece of the body. The bytes must not be changed afterwards.
   *
   * @returns `false` when the client reads slower than we write; wait for `onDrain` then
   */
  write(bytes: Uint8Array): boolean;
  /** Registers the one function to call whenever the client has caught up. */
  onDrain(callback: () => void): void;
  /** Ends the answer well. */
  end(): void;
  /**
   * Cuts the connection, for answers that cannot be ended honestly and clients that do not read;
   * also before `head`.
   */
  abort(): void;
}
