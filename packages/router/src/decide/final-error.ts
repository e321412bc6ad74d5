import { type ErrorCode, errorTable, type GatewayErrorFields } from '@gateway/spec';
import type { Exclusion, ExclusionReason } from '../candidates/candidate.ts';
import type { AttemptNote, AttemptSummary, BlockNote } from './attempt-note.ts';

const throttles: ReadonlySet<ErrorCode> = new Set([
  'upstream_rate_limited',
  'upstream_quota_exhausted',
]);

/** Faults of configuration, which say little about the request. */
const faults: ReadonlySet<ErrorCode> = new Set([
  'upstream_credential_rejected',
  'upstream_credential_expired',
  'upstream_model_missing',
  'egress_denied',
]);

/** How much an error tells the client: what it did itself most, that somebody was busy least. */
const weigh = (code: ErrorCode): number => {
  if (throttles.has(code)) return 0;
  if (faults.has(code)) return 1;
  return errorTable[code].blame === 'client' ? 3 : 2;
};

const retryAtOf = (attempt: AttemptNote): number | undefined =>
  attempt.error.retryAfterMs === undefined
    ? undefined
    : attempt.endedAtMs + attempt.error.retryAfterMs;

/** When the first of all that is blocked or throttled is ready again, from now. */
const earliestWait = (
  attempts: readonly AttemptNote[],
  blocks: readonly BlockNote[],
  nowMs: number,
): number | undefined => {
  const instants = [
    ...attempts.map(retryAtOf),
    ...blocks.map(({ untilMs }) => (untilMs > 0 ? untilMs : undefined)),
  ].filter((instant) => instant !== undefined);
  return instants.length === 0 ? undefined : Math.max(0, Math.min(...instants) - nowMs);
};

/**
 * Sums up failed attempts for an operator.
 *
 * @throws never
 */
export function summarise(attempts: readonly AttemptNote[]): readonly AttemptSummary[] {
  return attempts.map((attempt) => {
    const retryAtMs = retryAtOf(attempt);
    const status = attempt.error.upstream?.status;
    return {
      target: attempt.target,
      connection: attempt.connection,
      code: attempt.error.code,
      ...(status !== undefined && { status }),
      ...(retryAtMs !== undefined && { retryAtMs }),
    };
  });
}

/**
 * Chooses the one error a client gets when everything was tried: throttled if all that happened was
 * throttling, otherwise the failure that says most, the first of those that say equally much.
 *
 * @param blocks - candidates that were cooling or busy and never tried
 * @returns an error with the earliest time a retry can help, where one is known
 * @throws never
 */
export function finalError(
  attempts: readonly AttemptNote[],
  blocks: readonly BlockNote[],
  nowMs: number,
): GatewayErrorFields {
  const waitMs = earliestWait(attempts, blocks, nowMs);
  const wait = waitMs === undefined ? {} : { retryAfterMs: waitMs };
  const codes = [
    ...attempts.map(({ error }) => error.code),
    ...blocks.map(({ code }): ErrorCode => code ?? 'overloaded'),
  ];
  if (codes.length > 0 && codes.every((code) => throttles.has(code))) {
    const code = codes.includes('upstream_rate_limited')
      ? 'upstream_rate_limited'
      : 'upstream_quota_exhausted';
    const said = attempts.find(({ error }) => error.code === code)?.error;
    return { ...(said ?? { message: errorTable[code].meaning }), code, ...wait };
  }
  if (codes.length > 0 && codes.every((code) => code === 'upstream_model_missing')) {
    // Set aside or not, the model is still not there; "come back later" would be a lie.
    const said = attempts[0]?.error;
    const code = 'upstream_model_missing';
    return said ?? { code, message: errorTable[code].meaning };
  }
  const [first] = attempts.toSorted((a, b) => weigh(b.error.code) - weigh(a.error.code));
  if (first && weigh(first.error.code) > 0) return first.error;
  return { code: 'no_target_available', message: errorTable.no_target_available.meaning, ...wait };
}

/** Exclusions that are about the request rather than about the state of things. */
const refusals: Readonly<Partial<Record<ExclusionReason, ErrorCode>>> = {
  context_too_small: 'context_length_exceeded',
  capability_missing: 'unsupported',
  operation_unsupported: 'unsupported',
  output_too_small: 'unsupported',
  vetoed: 'unsupported',
};

const refusalMessage = (code: ErrorCode, { reason, detail }: Exclusion): string => {
  if (reason === 'vetoed' && detail !== undefined) return detail;
  return `${errorTable[code].meaning}${detail === undefined ? '' : ` (${detail})`}`;
};

/**
 * Says why nobody can serve a request at all: what the request asks for, if that is what keeps every
 * candidate out, otherwise that nothing is available.
 *
 * @throws never
 */
export function exclusionError(excluded: readonly Exclusion[]): GatewayErrorFields {
  const [first] = excluded;
  const code = first && refusals[first.reason];
  if (first && code && excluded.every(({ reason }) => refusals[reason] !== undefined)) {
    return { code, message: refusalMessage(code, first) };
  }
  const reasons = [...new Set(excluded.map(({ reason }) => reason))].join(', ');
  const message = errorTable.no_target_available.meaning;
  return {
    code: 'no_target_available',
    message: reasons === '' ? message : `${message} (${reasons})`,
  };
}
