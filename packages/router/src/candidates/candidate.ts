import type { ErrorCode } from '@gateway/spec';
import type { TargetFacts } from '../snapshot.ts';

/** One way to serve a request: a target through one connection. */
export interface Candidate {
  /** `provider/model`. */
  readonly target: string;
  readonly provider: string;
  /** Model id as the upstream knows it. */
  readonly model: string;
  /** Id of the connection, unique within the provider. */
  readonly connection: string;
  /** Name of the connection for people. */
  readonly label: string;
  readonly facts: TargetFacts;
  /** Position of the target in the operator's order, from 0. */
  readonly rank: number;
  /** Of the connection; lower goes first. */
  readonly connectionPriority: number;
  readonly refreshable: boolean;
  readonly maxConcurrent?: number;
}

/** Why a candidate is out. */
export type ExclusionReason =
  | 'provider_unknown'
  | 'provider_disabled'
  | 'target_disabled'
  | 'connection_disabled'
  | 'connection_unknown'
  | 'no_connection'
  | 'model_excluded'
  | 'operation_unsupported'
  | 'capability_missing'
  | 'context_too_small'
  | 'output_too_small'
  | 'vetoed'
  | 'cooling';

/** A candidate that is out, and why. */
export interface Exclusion {
  readonly target: string;
  /** Absent where the target is out whatever the connection. */
  readonly connection?: string;
  readonly reason: ExclusionReason;
  /** What is missing, in words, e.g. the name of the ability. */
  readonly detail?: string;
  /** Until when, epoch milliseconds; only for `cooling`. */
  readonly untilMs?: number;
  /** What it cools for; only for `cooling`. */
  readonly code?: ErrorCode;
}

/** Names a candidate among those of one request. */
export const candidateKey = (candidate: Pick<Candidate, 'target' | 'connection'>): string =>
  `${candidate.connection} ${candidate.target}`;
