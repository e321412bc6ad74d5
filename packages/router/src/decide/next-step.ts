import { errorTable, type GatewayErrorFields, type NextStepKind } from '@gateway/spec';

/** What a decision is made from. */
export interface StepFacts {
  readonly error: GatewayErrorFields;
  /** Whether content has gone to the client: then nothing can be tried again. */
  readonly committed: boolean;
  /** Attempts made so far, the failed one included. */
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly nowMs: number;
  /** Epoch milliseconds; absent = no deadline. */
  readonly deadlineMs?: number;
  /** What was already tried at the candidate that failed. */
  readonly tried: {
    readonly retried: boolean;
    readonly refreshed: boolean;
    readonly sanitised: boolean;
  };
  /** Whether the credential can be renewed. */
  readonly refreshable: boolean;
}

/** What is done differently when the same candidate is tried again. */
export type RepeatAction = 'retry' | 'refresh-credential' | 'sanitise';

/**
 * Where to go from a failure: nowhere; to the same candidate once more; or on, to another
 * connection, another target, or a target with a larger window.
 */
export type StepDecision =
  | { readonly kind: 'stop'; readonly because: 'policy' | 'committed' | 'attempts' | 'deadline' }
  | { readonly kind: 'repeat'; readonly action: RepeatAction }
  | { readonly kind: 'move'; readonly scope: 'connection' | 'target' | 'larger-window' };

type Rule = (facts: StepFacts) => StepDecision;

const stop = (because: 'policy' | 'committed' | 'attempts' | 'deadline'): StepDecision => ({
  kind: 'stop',
  because,
});
const move = (scope: 'connection' | 'target' | 'larger-window'): StepDecision => ({
  kind: 'move',
  scope,
});
const repeat = (action: RepeatAction): StepDecision => ({ kind: 'repeat', action });

/** The policy column of the error table, as decisions. */
const rules: Readonly<Record<NextStepKind, Rule>> = {
  stop: () => stop('policy'),
  'same-target': ({ tried }) => (tried.retried ? move('connection') : repeat('retry')),
  'refresh-credential': ({ tried, refreshable }) =>
    refreshable && !tried.refreshed ? repeat('refresh-credential') : move('connection'),
  'sanitise-once': ({ tried }) => (tried.sanitised ? move('target') : repeat('sanitise')),
  'next-credential': () => move('connection'),
  'other-target': () => move('target'),
  'larger-window': () => move('larger-window'),
};

/**
 * Decides what comes after a failed attempt, from the error's row in the table alone, under the
 * ceilings of attempts and time.
 *
 * @throws never
 */
export function nextStep(facts: StepFacts): StepDecision {
  const decision = rules[errorTable[facts.error.code].next](facts);
  if (decision.kind === 'stop') return decision;
  if (facts.committed) return stop('committed');
  if (facts.attempts >= facts.maxAttempts) return stop('attempts');
  if (facts.deadlineMs !== undefined && facts.nowMs >= facts.deadlineMs) return stop('deadline');
  return decision;
}
