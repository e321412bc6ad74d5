import { buildCandidates } from '../candidates/build-candidates.ts';
import type { Candidate, Exclusion } from '../candidates/candidate.ts';
import type { RouteRequest } from '../candidates/route-request.ts';
import { exclusionError } from '../decide/final-error.ts';
import { subjectsOf } from '../health/health-effects-of.ts';
import type { RoutePlan } from '../plan.ts';
import type { Resolution } from '../resolve/resolution.ts';
import { resolveModel } from '../resolve/resolve-model.ts';
import type { RouterContext } from './context.ts';

/** A plan, and everybody who may ever serve it, best first. */
export interface MadePlan {
  readonly plan: RoutePlan;
  readonly ordered: readonly Candidate[];
}

const fallbackStrategy = 'priority';

/** An unknown strategy must not take a group out of service, so the operator's own order steps in. */
const applyStrategy = (name: string, candidates: readonly Candidate[], context: RouterContext) => {
  const strategy = context.strategies.get(name) ?? context.strategies.get(fallbackStrategy);
  const facts = { nowMs: context.clock.nowMs(), random: context.random };
  return {
    strategy: strategy?.name ?? fallbackStrategy,
    ordered: strategy?.order(candidates, facts) ?? candidates,
  };
};

/** Parts those that cool now from those that are ready. */
const splitByHealth = async (ordered: readonly Candidate[], { state, clock }: RouterContext) => {
  const subjects = ordered.flatMap(subjectsOf);
  const statuses = subjects.length === 0 ? [] : await state.inspect(subjects, clock.nowMs());
  const bySubject = new Map(subjects.map((subject, at) => [subject, statuses[at]]));
  const ready: Candidate[] = [];
  const cooling: Exclusion[] = [];
  for (const candidate of ordered) {
    const [worst] = subjectsOf(candidate)
      .map((subject) => bySubject.get(subject))
      .filter((status) => status !== undefined && status.coolingUntilMs > 0)
      .toSorted((a, b) => (b?.coolingUntilMs ?? 0) - (a?.coolingUntilMs ?? 0));
    if (!worst) {
      ready.push(candidate);
      continue;
    }
    const { target, connection } = candidate;
    const { coolingUntilMs: untilMs, code } = worst;
    cooling.push({ target, connection, reason: 'cooling', untilMs, ...(code && { code }) });
  }
  return { ready, cooling };
};

const explain = (first: Candidate | undefined, strategy: string, excludedCount: number): string => {
  if (!first) return 'nobody is ready';
  const others = excludedCount === 0 ? '' : `; ${excludedCount} excluded`;
  return `${first.target} through ${first.connection} comes first by ${strategy}${others}`;
};

const planUnresolved = (
  request: RouteRequest,
  resolution: Resolution & { ok: false },
): MadePlan => {
  const { error, rules, requested } = resolution;
  const trace = { requested, rules, candidates: [], excluded: [], why: error.message };
  return { plan: { request, candidates: [], excluded: [], trace, error }, ordered: [] };
};

/**
 * Resolves the name, lists and orders the candidates, and looks who is ready now.
 *
 * @throws what the state or the request's veto throws
 */
export async function makePlan(request: RouteRequest, context: RouterContext): Promise<MadePlan> {
  const resolution = resolveModel(request.name, context.index, request.principal);
  if (!resolution.ok) return planUnresolved(request, resolution);
  const built = buildCandidates(resolution.targets, context.index, request);
  const { strategy, ordered } = applyStrategy(resolution.strategy, built.candidates, context);
  const { ready, cooling } = await splitByHealth(ordered, context);
  const excluded = [...built.excluded, ...cooling];
  const plan: RoutePlan = {
    request,
    candidates: ready,
    excluded,
    trace: {
      requested: resolution.requested,
      resolved: resolution.resolved,
      rules: resolution.rules,
      strategy,
      candidates: ready.map(({ target, connection }) => ({ target, connection })),
      excluded,
      why: explain(ready[0], strategy, excluded.length),
    },
    ...(ordered.length === 0 && { error: exclusionError(built.excluded) }),
  };
  return { plan, ordered };
}
