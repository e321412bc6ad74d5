import type { ErrorCode } from '@gateway/spec';
import type { HealthEffect } from '../health/health-effect.ts';

/** How a connection, or a model at a connection, is doing. */
export interface SubjectStatus {
  /** Left alone until then, epoch milliseconds; 0 = not. */
  readonly coolingUntilMs: number;
  /** What it cools for; absent where it does not cool. */
  readonly code?: ErrorCode;
  /** Leases under way. */
  readonly leases: number;
}

/** One of the things a lease may be taken on. */
export interface LeaseOption {
  /** None of these may be cooling. */
  readonly subjects: readonly string[];
  /** Where leases are counted: at most so many at once on this subject. */
  readonly limit?: { readonly subject: string; readonly maxLeases: number };
}

/** A wish for a lease on the first option that is free. */
export interface LeaseRequest {
  /** Unique. */
  readonly leaseId: string;
  readonly options: readonly LeaseOption[];
  readonly nowMs: number;
  /** A lease that nobody settles ends by itself after this, milliseconds. */
  readonly ttlMs: number;
}

/** Why an option is not free. */
export interface LeaseBlock {
  readonly reason: 'cooling' | 'busy';
  /** When it will be free, epoch milliseconds; 0 where nobody knows. */
  readonly untilMs: number;
  /** What it cools for. */
  readonly code?: ErrorCode;
}

/** A lease on one option, or why each option is blocked. */
export type LeaseResult =
  | { readonly granted: true; readonly option: number }
  | { readonly granted: false; readonly blocks: readonly LeaseBlock[] };

/** The end of a lease. */
export interface LeaseSettlement {
  readonly leaseId: string;
  readonly nowMs: number;
  readonly effects: readonly HealthEffect[];
}

/**
 * What the router remembers between requests: pauses and leases. One process keeps it in memory,
 * several share it. Every method is one round trip and atomic.
 */
export interface RouterState {
  /** @returns one status per subject, in their order */
  inspect(subjects: readonly string[], nowMs: number): Promise<readonly SubjectStatus[]>;
  /** Takes a lease on the first option whose subjects are not cooling and whose limit is kept. */
  lease(request: LeaseRequest): Promise<LeaseResult>;
  /**
   * Ends a lease and applies what its outcome does.
   *
   * @returns `false`, and does nothing, when the lease was settled before or has run out
   */
  settle(settlement: LeaseSettlement): Promise<boolean>;
}
