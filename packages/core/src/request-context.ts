import type { Dialect, Headers, Json, Principal } from '@gateway/spec';
import type { Cancellation } from './cancellation.ts';
import type { Egress } from './egress/egress.ts';
import type { Runtime } from './runtime.ts';
import type { RequestLog } from './settle/request-log.ts';

/** A call that has found its route: what every stage knows. */
export interface RoutedCall {
  /** Our own id of the request; unique. */
  readonly id: string;
  /** The id that the client sees: its own where it gave one. */
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Headers;
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  /** The client's dialect. */
  readonly dialect: Dialect;
  /** The configuration this request lives with. */
  readonly runtime: Runtime;
  /** Fires when the client hangs up, or the gateway gives the request up. */
  readonly cancellation: Cancellation;
  readonly egress: Egress;
  /** Gathers what the headers of the answer, the usage row and the trace will say. */
  readonly log: RequestLog;
}

/** A call whose caller is known. */
export interface AuthorizedCall extends RoutedCall {
  readonly principal: Principal;
}

/** A call for a model. */
export interface ModelCall extends AuthorizedCall {
  readonly operation: 'generate' | 'count';
  /** The request, read and allowed. */
  readonly request: ModelRequest;
}

/** A request for a model, as the client sent it. */
export interface ModelRequest {
  /** The body, inflated. */
  readonly bytes: Uint8Array;
  /** The model as the client named it. */
  readonly model: string;
  readonly stream: boolean;
  /** Whether the body names its model several times; the last one counts here. */
  readonly isModelRepeated: boolean;
  /** The body parsed, once and only if somebody needs it. */
  json(): Json;
}
