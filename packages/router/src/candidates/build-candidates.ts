import { type SnapshotIndex, targetId } from '../resolve/create-index.ts';
import { matchAny } from '../resolve/match-pattern.ts';
import type { ResolvedTarget } from '../resolve/resolution.ts';
import type { RouterConnection, RouterProvider, RouterTarget, TargetFacts } from '../snapshot.ts';
import { type Candidate, candidateKey, type Exclusion, type ExclusionReason } from './candidate.ts';
import type { RouteRequest } from './route-request.ts';

/** Who could serve a request, and who could not and why. */
export interface BuiltCandidates {
  readonly candidates: readonly Candidate[];
  readonly excluded: readonly Exclusion[];
}

interface Verdict {
  readonly reason: ExclusionReason;
  readonly detail?: string;
}

const unknownFacts: TargetFacts = Object.freeze({ contextTokens: null });

const judgeLimits = (facts: TargetFacts, { needs }: RouteRequest): Verdict | undefined => {
  const { inputTokens = 0, outputTokens = 0 } = needs ?? {};
  if (facts.contextTokens !== null && inputTokens > facts.contextTokens) {
    return { reason: 'context_too_small', detail: `${facts.contextTokens} tokens` };
  }
  const { maxOutputTokens } = facts;
  return typeof maxOutputTokens === 'number' && outputTokens > maxOutputTokens
    ? { reason: 'output_too_small', detail: `${maxOutputTokens} tokens` }
    : undefined;
};

const judgeTarget = (
  target: RouterTarget,
  provider: RouterProvider,
  request: RouteRequest,
): Verdict | undefined => {
  const facts = target.facts ?? unknownFacts;
  if (provider.enabled === false) return { reason: 'provider_disabled' };
  if (target.enabled === false) return { reason: 'target_disabled' };
  const operations = facts.operations ?? provider.operations;
  if (operations && !operations.includes(request.operation)) {
    return { reason: 'operation_unsupported', detail: request.operation };
  }
  const missing = request.needs?.capabilities?.find((name) => facts.capabilities?.[name] === false);
  if (missing !== undefined) return { reason: 'capability_missing', detail: missing };
  if (provider.connections.length === 0) return { reason: 'no_connection' };
  return judgeLimits(facts, request);
};

const judgeConnection = (connection: RouterConnection, model: string): Verdict | undefined => {
  if (connection.enabled === false) return { reason: 'connection_disabled' };
  const isServed = connection.models === undefined || matchAny(connection.models, model);
  return !isServed || matchAny(connection.excludedModels ?? [], model)
    ? { reason: 'model_excluded' }
    : undefined;
};

const toCandidate = (
  target: RouterTarget,
  connection: RouterConnection,
  rank: number,
): Candidate => ({
  target: targetId(target),
  provider: target.provider,
  model: target.model,
  connection: connection.id,
  label: connection.label ?? connection.id,
  facts: target.facts ?? unknownFacts,
  rank,
  connectionPriority: connection.priority ?? 0,
  refreshable: connection.refreshable === true,
  ...(connection.maxConcurrent !== undefined && { maxConcurrent: connection.maxConcurrent }),
});

const judgeVeto = (candidate: Candidate, request: RouteRequest): Verdict | undefined => {
  const detail = request.veto?.(candidate);
  return detail === undefined ? undefined : { reason: 'vetoed', detail };
};

/** Judges one target and all its connections. */
const judgeOne = (
  { target, connection: only }: ResolvedTarget,
  provider: RouterProvider,
  request: RouteRequest & { readonly rank: number },
): BuiltCandidates => {
  const id = targetId(target);
  const verdict = judgeTarget(target, provider, request);
  if (verdict) return { candidates: [], excluded: [{ target: id, ...verdict }] };
  const candidates: Candidate[] = [];
  const excluded: Exclusion[] = [];
  for (const connection of provider.connections) {
    if (only !== undefined && only !== connection.id) continue;
    const candidate = toCandidate(target, connection, request.rank);
    const out = judgeConnection(connection, target.model) ?? judgeVeto(candidate, request);
    if (out) excluded.push({ target: id, connection: connection.id, ...out });
    else candidates.push(candidate);
  }
  if (only !== undefined && candidates.length + excluded.length === 0) {
    excluded.push({ target: id, connection: only, reason: 'connection_unknown' });
  }
  return { candidates, excluded };
};

/**
 * Lists every way to serve a request, in the operator's order, and says of each other way why it is
 * out. Looks at what does not change from moment to moment; cooling is asked of the state.
 *
 * @returns no candidate twice
 * @throws what the request's veto throws
 */
export function buildCandidates(
  resolved: readonly ResolvedTarget[],
  index: SnapshotIndex,
  request: RouteRequest,
): BuiltCandidates {
  const candidates = new Map<string, Candidate>();
  const excluded: Exclusion[] = [];
  for (const [rank, member] of resolved.entries()) {
    const provider = index.findProvider(member.target.provider);
    if (!provider) {
      excluded.push({ target: targetId(member.target), reason: 'provider_unknown' });
      continue;
    }
    const built = judgeOne(member, provider, { ...request, rank });
    excluded.push(...built.excluded);
    for (const candidate of built.candidates) {
      const key = candidateKey(candidate);
      if (!candidates.has(key)) candidates.set(key, candidate);
    }
  }
  return { candidates: [...candidates.values()], excluded };
}
