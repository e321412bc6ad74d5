/** Ceilings of one request. */
export interface RouteLimits {
  /** Most attempts. */
  readonly maxAttempts: number;
  /** Longest single wait for something that cools, milliseconds; 0 = never wait. */
  readonly maxWaitMs: number;
  /** Most waits for something that cools. */
  readonly maxWaits: number;
  /** Pause before the same target is tried again, milliseconds; half of it is left to chance. */
  readonly retryDelayMs: number;
  /** How often a request that waits for a free place asks again, milliseconds. */
  readonly busyPollMs: number;
  /** A lease that nobody reports on ends by itself after this, milliseconds. */
  readonly leaseTtlMs: number;
}

/** The values that hold when nothing else is configured. */
export const defaultRouteLimits: RouteLimits = Object.freeze({
  maxAttempts: 5,
  maxWaitMs: 30_000,
  maxWaits: 3,
  retryDelayMs: 500,
  busyPollMs: 100,
  leaseTtlMs: 3_600_000,
});
