/** How long what is left alone after which failure. All times in milliseconds. */
export interface HealthPolicy {
  /** First pause after a failure of an upstream; doubles with each further one. */
  readonly baseMs: number;
  /** Longest pause by doubling. */
  readonly maxBackoffMs: number;
  /** Longest pause that an upstream can ask for. */
  readonly maxHintMs: number;
  /** With a hint, the pause is never longer than the hint and this. */
  readonly hintSlackMs: number;
  /** Failures within this time after a counted one do not count again: they are the same storm. */
  readonly stormMs: number;
  /** How long a model stays away from a connection that does not have it. */
  readonly modelMissingMs: number;
  /** How long an account without quota is left alone when it does not say when it has some again. */
  readonly quotaMs: number;
  /** After so many refusals of a credential in a row … */
  readonly credentialStrikes: number;
  /** … it is left alone for this long. */
  readonly credentialBanMs: number;
  /** A failure this long past counts for nothing any more. */
  readonly forgetMs: number;
}

/** The values that hold when nothing else is configured. */
export const defaultHealthPolicy: HealthPolicy = Object.freeze({
  baseMs: 3_000,
  maxBackoffMs: 60_000,
  maxHintMs: 21_600_000,
  hintSlackMs: 300_000,
  stormMs: 5_000,
  modelMissingMs: 120_000,
  quotaMs: 3_600_000,
  credentialStrikes: 3,
  credentialBanMs: 7_200_000,
  forgetMs: 600_000,
});
