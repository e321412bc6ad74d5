import { errorTable } from '@gateway/spec';
import { type Candidate, candidateKey } from '../candidates/candidate.ts';
import type { AttemptNote } from '../decide/attempt-note.ts';
import type { RepeatAction, StepDecision } from '../decide/next-step.ts';

/** How far a request has come; the only thing that changes while it is routed. */
export interface Progress {
  /** All candidates that may ever serve it, best first. */
  readonly ordered: readonly Candidate[];
  readonly attempts: AttemptNote[];
  /** Attempts begun. */
  begun: number;
  /** Candidates that are done with. */
  readonly spent: Set<string>;
  /** Targets that refused the request for what it is. */
  readonly refusedTargets: Set<string>;
  /** Targets that failed: tried again only when nothing else is left. */
  readonly failedTargets: Set<string>;
  /** What was done differently already, by candidate. */
  readonly repeats: Map<string, Set<RepeatAction>>;
  /** The candidate to try again, and how. */
  repeat?: { readonly candidate: Candidate; readonly action: RepeatAction };
  /** Not before, epoch milliseconds. */
  notBeforeMs: number;
  /** Only targets with a larger window than this, tokens. */
  minContextTokens: number;
  /** Waits for something that cools. */
  waits: number;
  /** Since when the request waits for a place, epoch milliseconds. */
  busySinceMs?: number;
}

/** Starts the progress of a request. */
export const startProgress = (ordered: readonly Candidate[]): Progress => ({
  ordered,
  attempts: [],
  begun: 0,
  spent: new Set(),
  refusedTargets: new Set(),
  failedTargets: new Set(),
  repeats: new Map(),
  notBeforeMs: 0,
  minContextTokens: 0,
  waits: 0,
});

/** @returns whether a candidate has been tried in this way */
export const wasRepeated = (progress: Progress, candidate: Candidate, action: RepeatAction) =>
  progress.repeats.get(candidateKey(candidate))?.has(action) === true;

const hasLargerWindow = ({ facts }: Candidate, minContextTokens: number): boolean =>
  minContextTokens === 0 || (facts.contextTokens ?? 0) > minContextTokens;

/**
 * Lists who may be tried next, best first.
 *
 * @throws never
 */
export function remaining(progress: Progress): readonly Candidate[] {
  if (progress.repeat) return [progress.repeat.candidate];
  const left = progress.ordered.filter(
    (candidate) =>
      !progress.spent.has(candidateKey(candidate)) &&
      !progress.refusedTargets.has(candidate.target) &&
      hasLargerWindow(candidate, progress.minContextTokens),
  );
  const isFresh = ({ target }: Candidate) => !progress.failedTargets.has(target);
  return [...left.filter(isFresh), ...left.filter((candidate) => !isFresh(candidate))];
}

const noteMove = (progress: Progress, failed: Candidate, scope: string): void => {
  const note = progress.attempts.at(-1);
  if (!note) return;
  const { code, retryAfterMs } = note.error;
  // Whoever says when to come back may be asked again then; its pause keeps it out until that time.
  const comesBack = code === 'upstream_rate_limited' && retryAfterMs !== undefined;
  if (!comesBack) progress.spent.add(candidateKey(failed));
  if (scope === 'connection') return;
  if (errorTable[code].blame === 'client') progress.refusedTargets.add(failed.target);
  else progress.failedTargets.add(failed.target);
  if (scope === 'larger-window') {
    const { contextTokens } = failed.facts;
    // Of an unknown window nothing is known to be larger.
    const least = contextTokens ?? Number.POSITIVE_INFINITY;
    progress.minContextTokens = Math.max(progress.minContextTokens, least);
  }
};

/**
 * Notes what was decided after a failure.
 *
 * @throws never
 */
export function advance(
  progress: Progress,
  failed: Candidate,
  decision: Exclude<StepDecision, { kind: 'stop' }>,
): void {
  if (decision.kind === 'move') return noteMove(progress, failed, decision.scope);
  const key = candidateKey(failed);
  const done = progress.repeats.get(key) ?? new Set();
  progress.repeats.set(key, done.add(decision.action));
  progress.repeat = { candidate: failed, action: decision.action };
}
