import { finalError } from '../decide/final-error.ts';
import { nextStep, type StepDecision } from '../decide/next-step.ts';
import type { HealthEffect } from '../health/health-effect.ts';
import { effectsOfFailure, effectsOfSuccess } from '../health/health-effects-of.ts';
import type { AttemptOutcome, NextStep, RouteLease } from '../plan.ts';
import { stopWith } from './admit-next.ts';
import type { RequestInHand, RouterContext } from './context.ts';
import { advance, wasRepeated } from './progress.ts';

/** The request and the router it goes through. */
type Scene = RequestInHand & { readonly context: RouterContext };

type Failure = Extract<AttemptOutcome, { kind: 'failure' }>;

const settle = async (
  lease: RouteLease,
  effects: readonly HealthEffect[],
  { state, clock, onStateError }: RouterContext,
): Promise<void> => {
  try {
    await state.settle({ leaseId: lease.id, nowMs: clock.nowMs(), effects });
  } catch (error) {
    // The attempt is over whatever the state says; a lost pause must not fail an answered request.
    onStateError(error);
  }
};

const decide = (
  { candidate }: RouteLease,
  outcome: Failure,
  { progress, request, context }: Scene,
): StepDecision => {
  return nextStep({
    error: outcome.error,
    committed: outcome.committed,
    attempts: progress.begun,
    maxAttempts: request.maxAttempts ?? context.limits.maxAttempts,
    nowMs: context.clock.nowMs(),
    ...(request.deadlineMs !== undefined && { deadlineMs: request.deadlineMs }),
    tried: {
      retried: wasRepeated(progress, candidate, 'retry'),
      refreshed: wasRepeated(progress, candidate, 'refresh-credential'),
      sanitised: wasRepeated(progress, candidate, 'sanitise'),
    },
    refreshable: candidate.refreshable,
  });
};

const takeFailure = async (
  lease: RouteLease,
  outcome: Failure,
  scene: Scene,
): Promise<NextStep> => {
  const { progress, context } = scene;
  const { candidate } = lease;
  const { error } = outcome;
  const endedAtMs = context.clock.nowMs();
  const { target, label: connection } = candidate;
  progress.attempts.push({ target, connection, error, endedAtMs });
  const decision = decide(lease, outcome, scene);
  // Who is tried again at once is not set aside for it; the next failure counts.
  const effects =
    decision.kind === 'repeat' ? [] : effectsOfFailure(error, candidate, context.health);
  await settle(lease, effects, context);
  if (decision.kind === 'stop') {
    const isLastWord = decision.because === 'policy' || decision.because === 'committed';
    return stopWith(progress, isLastWord ? error : finalError(progress.attempts, [], endedAtMs));
  }
  advance(progress, candidate, decision);
  if (decision.kind === 'move') return { kind: 'again', why: `other ${decision.scope}` };
  if (decision.action === 'retry') {
    const share = 0.5 + context.random() / 2;
    progress.notBeforeMs = endedAtMs + context.limits.retryDelayMs * share;
  }
  return { kind: 'again', why: decision.action };
};

/**
 * Takes the outcome of an attempt: ends the lease, remembers what it says about the upstream, and
 * decides what comes next.
 *
 * @throws never
 */
export async function takeOutcome(
  lease: RouteLease,
  outcome: AttemptOutcome,
  scene: Scene,
): Promise<NextStep> {
  const { context } = scene;
  if (outcome.kind === 'failure') return takeFailure(lease, outcome, scene);
  const effects = outcome.kind === 'success' ? effectsOfSuccess(lease.candidate) : [];
  await settle(lease, effects, context);
  return { kind: 'done' };
}
