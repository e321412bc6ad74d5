import type { Operation, Principal } from '@gateway/spec';
import type { Candidate } from './candidate.ts';

/** What a request needs from whoever serves it. */
export interface RouteNeeds {
  /** Input tokens at the very least; targets with a smaller window are out. */
  readonly inputTokens?: number;
  /** Output tokens the client insists on. */
  readonly outputTokens?: number;
  /** Names of abilities, as in `TargetFacts.capabilities`. */
  readonly capabilities?: readonly string[];
}

/** A request, as far as routing looks at it. */
export interface RouteRequest {
  /** Model name as the client wrote it. */
  readonly name: string;
  readonly operation: Operation;
  /** Who asks; absent = nobody in particular, who may use everything. */
  readonly principal?: Principal;
  readonly needs?: RouteNeeds;
  /** When the answer must have begun, epoch milliseconds; absent = no deadline. */
  readonly deadlineMs?: number;
  /** Most attempts; absent = the router's setting. */
  readonly maxAttempts?: number;
  /**
   * Says why a candidate must not serve this request, e.g. because the translation would lose what
   * the client insists on; `undefined` = it may.
   */
  readonly veto?: (candidate: Candidate) => string | undefined;
}
