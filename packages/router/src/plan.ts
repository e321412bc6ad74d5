import type { GatewayErrorFields } from '@gateway/spec';
import type { Candidate, Exclusion } from './candidates/candidate.ts';
import type { RouteRequest } from './candidates/route-request.ts';
import type { AttemptSummary } from './decide/attempt-note.ts';
import type { RepeatAction } from './decide/next-step.ts';
import type { RuleTried } from './resolve/resolution.ts';

/** How a plan came about; data for people. */
export interface PlanTrace {
  readonly requested: string;
  /** Absent where the name could not be resolved. */
  readonly resolved?: string;
  readonly rules: readonly RuleTried[];
  readonly strategy?: string;
  /** The candidates in their order. */
  readonly candidates: readonly { readonly target: string; readonly connection: string }[];
  readonly excluded: readonly Exclusion[];
  /** Why the first candidate is the first, in words. */
  readonly why: string;
}

/** Who may serve a request, in which order, and who may not. */
export interface RoutePlan {
  readonly request: RouteRequest;
  /** Ready now, best first. */
  readonly candidates: readonly Candidate[];
  /** Out for this request, or cooling when the plan was made. */
  readonly excluded: readonly Exclusion[];
  readonly trace: PlanTrace;
  /** Why there is nobody; absent where there is somebody, if only later. */
  readonly error?: GatewayErrorFields;
}

/** Leave to try one candidate. */
export interface RouteLease {
  /** Unique. */
  readonly id: string;
  readonly candidate: Candidate;
  /** Counts the attempts of the request, from 1. */
  readonly attempt: number;
  /** `first` = this candidate's first turn; otherwise what is to be done differently this time. */
  readonly action: 'first' | RepeatAction;
  /** When the lease ends by itself, epoch milliseconds. */
  readonly expiresAtMs: number;
}

/** Whether an attempt may be made now. */
export type Admission =
  | { readonly kind: 'go'; readonly lease: RouteLease }
  | {
      readonly kind: 'wait';
      /** When to ask again, epoch milliseconds. */
      readonly untilMs: number;
      readonly reason: 'backoff' | 'cooling' | 'busy';
    }
  | {
      readonly kind: 'stop';
      readonly error: GatewayErrorFields;
      readonly attempts: readonly AttemptSummary[];
    };

/** How an attempt ended. */
export type AttemptOutcome =
  | { readonly kind: 'success' }
  | {
      readonly kind: 'failure';
      readonly error: GatewayErrorFields;
      /** Whether content had gone to the client. */
      readonly committed: boolean;
    }
  /** The client hung up or the gateway stopped; nobody is to blame. */
  | { readonly kind: 'abandoned' };

/** What comes after an attempt. */
export type NextStep =
  | { readonly kind: 'done' }
  /** Ask `admit` again. */
  | { readonly kind: 'again'; readonly why: string }
  | {
      readonly kind: 'stop';
      readonly error: GatewayErrorFields;
      readonly attempts: readonly AttemptSummary[];
    };
