import type { ErrorCode, GatewayErrorFields } from '@gateway/spec';
import type { LeaseBlock } from '../state/router-state.ts';

/** A failed attempt, as the last word on a request remembers it. */
export interface AttemptNote {
  /** `provider/model`. */
  readonly target: string;
  /** Name of the connection for people. */
  readonly connection: string;
  readonly error: GatewayErrorFields;
  readonly endedAtMs: number;
}

/** A failed attempt, as it may be shown to an operator. */
export interface AttemptSummary {
  readonly target: string;
  readonly connection: string;
  readonly code: ErrorCode;
  /** Status of the upstream, where one came. */
  readonly status?: number;
  /** When the upstream said it would be ready again, epoch milliseconds. */
  readonly retryAtMs?: number;
}

/** A candidate that could not even be tried. */
export type BlockNote = LeaseBlock & { readonly target: string };
