import type { ErrorCode } from '@gateway/spec';

/** What is remembered of a connection, or of a model at a connection. */
export interface HealthRecord {
  /** Failures in a row that counted. */
  readonly failures: number;
  /** When the last counted failure was, epoch milliseconds. */
  readonly countedAtMs: number;
  /** Left alone until then, epoch milliseconds. */
  readonly coolingUntilMs: number;
  /** What the last failure was. */
  readonly code: ErrorCode;
}

/** A failure, and how the pause after it is reckoned. All times in milliseconds. */
export interface FailureEffect {
  readonly kind: 'failure';
  /** What is affected: a connection, or a model at a connection. */
  readonly subject: string;
  readonly code: ErrorCode;
  /** Pause after the first failure. */
  readonly baseMs: number;
  /** Longest pause; the same as `baseMs` where it does not grow. */
  readonly maxMs: number;
  /** When the upstream said that it is ready again, from now. */
  readonly hintMs?: number;
  /** With a hint, the pause is never longer than the hint and this. */
  readonly hintSlackMs: number;
  readonly stormMs: number;
  readonly forgetMs: number;
  /** From so many failures in a row on, the pause is `banMs`. */
  readonly ban?: { readonly failures: number; readonly banMs: number };
}

/** What an outcome does to what is remembered. */
export type HealthEffect = FailureEffect | { readonly kind: 'clear'; readonly subject: string };

const isForgotten = (record: HealthRecord, nowMs: number, forgetMs: number): boolean =>
  nowMs - Math.max(record.coolingUntilMs, record.countedAtMs) > forgetMs;

const pauseOf = (effect: FailureEffect, failures: number): number => {
  if (effect.ban && failures >= effect.ban.failures) return effect.ban.banMs;
  // Beyond 2^30 the product means nothing; the ceiling has long been reached.
  const growing = Math.min(effect.maxMs, effect.baseMs * 2 ** Math.min(30, failures - 1));
  if (effect.hintMs === undefined) return growing;
  return Math.min(Math.max(effect.hintMs, growing), effect.hintMs + effect.hintSlackMs);
};

/**
 * Works an effect into what is remembered. Every implementation of the state does this, atomically.
 *
 * @returns the new record; `undefined` = nothing is to be remembered
 * @throws never
 */
export function applyHealthEffect(
  record: HealthRecord | undefined,
  effect: HealthEffect,
  nowMs: number,
): HealthRecord | undefined {
  if (effect.kind === 'clear') return undefined;
  const known = record && !isForgotten(record, nowMs, effect.forgetMs) ? record : undefined;
  const isSameStorm = known !== undefined && nowMs - known.countedAtMs < effect.stormMs;
  const failures = isSameStorm ? known.failures : (known?.failures ?? 0) + 1;
  const untilMs = nowMs + pauseOf(effect, failures);
  return {
    failures,
    countedAtMs: isSameStorm ? known.countedAtMs : nowMs,
    coolingUntilMs: Math.max(known?.coolingUntilMs ?? 0, untilMs),
    code: effect.code,
  };
}
