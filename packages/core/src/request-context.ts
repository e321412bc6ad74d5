import type { Dialect, Headers, Principal } from '@gateway/spec';
import type { Egress } from './egress/egress.ts';
import type { Route } from './routes/route.ts';
import type { Snapshot } from './snapshot/snapshot.ts';
import type { RequestLog } from './settle/request-log.ts';

/** A call that has found its route: what every stage knows. */
export interface RoutedCall {
  /** Our own id of the request; unique. */
  readonly id: string;
  /** The id that the client sees: its own where it gave one. */
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Headers;
  /** The client's dialect. */
  readonly dialect: Dialect;
  /** The configuration this request lives with. */
  readonly snapshot: Snapshot;
  /** Fires when the client hangs up, or the gateway gives the request up. */
  readonly signal: AbortSignal;
}

/** A call whose caller is known. */
export interface AuthorizedCall extends RoutedCall {
  readonly principal: Principal;
  /** Gathers what the usage row and the trace will say. */
  readonly log: RequestLog;
}

/** A call for a model, read and allowed. */
export interface ModelCall extends AuthorizedCall {
  readonly operation: 'generate' | 'count';
  /** The body as the client sent it, inflated. */
  readonly body: Uint8Array;
  /** The model as the client named it. */
  readonly model: string;
  readonly stream: boolean;
  readonly egress: Egress;
}
