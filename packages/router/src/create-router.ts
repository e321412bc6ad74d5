import type { Clock, Principal, Random } from '@gateway/spec';
import type { RouteRequest } from './candidates/route-request.ts';
import { defaultHealthPolicy, type HealthPolicy } from './health/health-policy.ts';
import type { Admission, AttemptOutcome, NextStep, RouteLease, RoutePlan } from './plan.ts';
import { createIndex } from './resolve/create-index.ts';
import type { Resolution } from './resolve/resolution.ts';
import { resolveModel } from './resolve/resolve-model.ts';
import type { RouterSnapshot } from './snapshot.ts';
import { admitNext, stopWith } from './stages/admit-next.ts';
import type { RequestInHand, RouterContext } from './stages/context.ts';
import { makePlan } from './stages/make-plan.ts';
import { startProgress } from './stages/progress.ts';
import { defaultRouteLimits, type RouteLimits } from './stages/route-limits.ts';
import { takeOutcome } from './stages/take-outcome.ts';
import { createMemoryState } from './state/memory-state.ts';
import type { RouterState } from './state/router-state.ts';
import { registry } from './registry.gen.ts';
import type { Strategy } from './strategies/strategy.ts';

/** What a router is made of. */
export interface RouterOptions {
  readonly snapshot: RouterSnapshot;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Remembers pauses and leases; routers of successive snapshots share one. Absent = memory. */
  readonly state?: RouterState;
  /**
   * Chance, and ids of leases; needed where several routers share a state. Absent = no chance, and
   * ids that count from 1.
   */
  readonly random?: Pick<Random, 'next' | 'newId'>;
  /** Further strategies; by their names they win over those of this package. */
  readonly strategies?: readonly Strategy[];
  /** Pauses after failures, where they differ from `defaultHealthPolicy`. */
  readonly health?: Partial<HealthPolicy>;
  /** Ceilings of a request, where they differ from `defaultRouteLimits`. */
  readonly limits?: Partial<RouteLimits>;
  /** Told when the state fails while an outcome is reported; the request goes on without it. */
  readonly onStateError?: (error: unknown) => void;
}

/** Decides who serves a request and what to do when it fails. */
export interface Router {
  /**
   * Finds out what a model name means.
   *
   * @throws never
   */
  resolve(name: string, principal?: Principal): Resolution;
  /**
   * Lists who may serve a request, in which order.
   *
   * @returns a plan for this request alone; where nobody can ever serve it, it holds the error
   * @throws what the state or the request's veto throws
   */
  plan(request: RouteRequest): Promise<RoutePlan>;
  /**
   * Gives leave to try the next candidate. One attempt of a plan at a time.
   *
   * @throws what the state throws; `TypeError` for a plan of another router
   */
  admit(plan: RoutePlan): Promise<Admission>;
  /**
   * Takes the outcome of an attempt and says what comes next. Reporting again changes nothing and
   * gives the same answer.
   *
   * @throws `TypeError` for a lease of another router
   */
  report(lease: RouteLease, outcome: AttemptOutcome): Promise<NextStep>;
}

const createCounter = () => {
  let count = 0;
  return (prefix: string): string => {
    count += 1;
    return `${prefix}${count}`;
  };
};

const createChance = (random: RouterOptions['random']) =>
  random
    ? { newId: (prefix: string) => random.newId(prefix), random: () => random.next() }
    : { newId: createCounter(), random: () => 0.5 };

const createContext = (options: RouterOptions): RouterContext => ({
  index: createIndex(options.snapshot),
  clock: options.clock,
  state: options.state ?? createMemoryState(),
  strategies: new Map(
    [...registry, ...(options.strategies ?? [])].map((strategy) => [strategy.name, strategy]),
  ),
  health: { ...defaultHealthPolicy, ...options.health },
  limits: { ...defaultRouteLimits, ...options.limits },
  ...createChance(options.random),
  onStateError: options.onStateError ?? (() => undefined),
});

const foreign = (what: string): TypeError =>
  new TypeError(`this ${what} was not made by this router`);

/**
 * Makes a router for one snapshot of the configuration. It decides and remembers; sending, waiting
 * and translating are its caller's.
 *
 * @throws never
 * @example
 * const plan = await router.plan({ name: 'fast', operation: 'generate' });
 * const admission = await router.admit(plan);
 */
export function createRouter(options: RouterOptions): Router {
  const context = createContext(options);
  const plans = new WeakMap<RoutePlan, RequestInHand>();
  const leases = new WeakMap<RouteLease, RequestInHand>();
  const steps = new WeakMap<RouteLease, Promise<NextStep>>();
  return {
    resolve: (name, principal) => resolveModel(name, context.index, principal),
    async plan(request) {
      const { plan, ordered } = await makePlan(request, context);
      plans.set(plan, { request, progress: startProgress(ordered) });
      return plan;
    },
    async admit(plan) {
      const inHand = plans.get(plan);
      if (!inHand) throw foreign('plan');
      if (plan.error) return stopWith(inHand.progress, plan.error);
      const admission = await admitNext(inHand, context);
      if (admission.kind === 'go') leases.set(admission.lease, inHand);
      return admission;
    },
    async report(lease, outcome) {
      const inHand = leases.get(lease);
      if (!inHand) throw foreign('lease');
      const step = steps.get(lease) ?? takeOutcome(lease, outcome, { ...inHand, context });
      steps.set(lease, step);
      return step;
    },
  };
}
