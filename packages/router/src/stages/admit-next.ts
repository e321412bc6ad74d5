import type { GatewayErrorFields } from '@gateway/spec';
import type { Candidate } from '../candidates/candidate.ts';
import type { BlockNote } from '../decide/attempt-note.ts';
import { finalError, summarise } from '../decide/final-error.ts';
import { connectionSubject, subjectsOf } from '../health/health-effects-of.ts';
import type { Admission, RouteLease } from '../plan.ts';
import type { LeaseOption } from '../state/router-state.ts';
import type { RequestInHand, RouterContext } from './context.ts';
import { type Progress, remaining } from './progress.ts';

/**
 * Ends a request.
 *
 * @throws never
 */
export function stopWith(progress: Progress, error: GatewayErrorFields) {
  return { kind: 'stop', error, attempts: summarise(progress.attempts) } as const;
}

const toOption = (candidate: Candidate): LeaseOption => ({
  subjects: subjectsOf(candidate),
  ...(candidate.maxConcurrent !== undefined && {
    limit: { subject: connectionSubject(candidate), maxLeases: candidate.maxConcurrent },
  }),
});

const grant = (
  progress: Progress,
  candidate: Candidate,
  lease: Pick<RouteLease, 'id' | 'expiresAtMs'>,
) => {
  progress.begun += 1;
  const action = progress.repeat?.action ?? 'first';
  delete progress.repeat;
  delete progress.busySinceMs;
  return { kind: 'go', lease: { ...lease, candidate, attempt: progress.begun, action } } as const;
};

/** When a request that finds everybody blocked may ask again; `undefined` = it need not wait. */
const planWait = (
  progress: Progress,
  notes: readonly BlockNote[],
  { limits, clock }: RouterContext,
): Extract<Admission, { kind: 'wait' }> | undefined => {
  const nowMs = clock.nowMs();
  if (notes.some(({ reason }) => reason === 'busy')) {
    progress.busySinceMs ??= nowMs;
    const untilMs = nowMs + limits.busyPollMs;
    const isTooLong = untilMs - progress.busySinceMs > limits.maxWaitMs;
    return isTooLong ? undefined : { kind: 'wait', untilMs, reason: 'busy' };
  }
  const untilMs = Math.min(...notes.map((note) => note.untilMs));
  if (untilMs - nowMs > limits.maxWaitMs || progress.waits >= limits.maxWaits) return undefined;
  return { kind: 'wait', untilMs, reason: 'cooling' };
};

const waitOrStop = (
  { progress, request }: RequestInHand,
  notes: readonly BlockNote[],
  context: RouterContext,
): Admission => {
  const wait = planWait(progress, notes, context);
  if (!wait || wait.untilMs >= (request.deadlineMs ?? Number.POSITIVE_INFINITY)) {
    return stopWith(progress, finalError(progress.attempts, notes, context.clock.nowMs()));
  }
  if (wait.reason === 'cooling') progress.waits += 1;
  return wait;
};

const tryLease = async (inHand: RequestInHand, context: RouterContext): Promise<Admission> => {
  const { progress } = inHand;
  const { limits, state } = context;
  const nowMs = context.clock.nowMs();
  const candidates = remaining(progress);
  if (candidates.length === 0) {
    return stopWith(progress, finalError(progress.attempts, [], nowMs));
  }
  const leaseId = context.newId('lease-');
  const options = candidates.map(toOption);
  const result = await state.lease({ leaseId, nowMs, ttlMs: limits.leaseTtlMs, options });
  const chosen = result.granted ? candidates[result.option] : undefined;
  if (chosen) {
    return grant(progress, chosen, { id: leaseId, expiresAtMs: nowMs + limits.leaseTtlMs });
  }
  if (progress.repeat) {
    // Meanwhile another request found it unwell, so the others get their turn.
    delete progress.repeat;
    return tryLease(inHand, context);
  }
  const blocks = result.granted ? [] : result.blocks;
  const notes = blocks.map((block, at) => ({ ...block, target: candidates[at]?.target ?? '' }));
  return waitOrStop(inHand, notes, context);
};

/**
 * Gives leave to try the best candidate that is free, tells to wait, or ends the request.
 *
 * @throws what the state throws
 */
export async function admitNext(inHand: RequestInHand, context: RouterContext): Promise<Admission> {
  const { notBeforeMs } = inHand.progress;
  return notBeforeMs > context.clock.nowMs()
    ? { kind: 'wait', untilMs: notBeforeMs, reason: 'backoff' }
    : tryLease(inHand, context);
}
