import type { RouterProvider, RouterSnapshot, RouterTarget } from '@gateway/router';
import { type Operation, operations } from '@gateway/spec';
import { describeTarget } from './describe-target.ts';
import type { Snapshot, SnapshotProvider, SnapshotTarget } from './snapshot.ts';

/** Id of the one connection that a configured provider is. */
export const connectionId = 'default';

/** The part of a snapshot that routing decides by. */
export type NamedTargets = Pick<Snapshot, 'providers' | 'models' | 'aliases'>;

/**
 * Joins what routing decides by: names, targets and the facts about them.
 *
 * @param further - targets beside those that the configuration names
 * @throws never
 */
export function toRouterSnapshot(
  snapshot: NamedTargets,
  further: readonly SnapshotTarget[] = [],
): RouterSnapshot {
  const providers = Object.values(snapshot.providers);
  const targets = [...listTargets(snapshot), ...further];
  return {
    providers: providers.map(toRouterProvider),
    targets: targets.map((target) => toRouterTarget(target, snapshot)),
    groups: Object.values(snapshot.models).map(({ name, strategy, targets }) => ({
      name,
      strategy,
      members: targets.map(({ id }) => ({ target: id })),
    })),
    aliases: snapshot.aliases,
  };
}

function toRouterProvider({ name, definition, models }: SnapshotProvider): RouterProvider {
  return {
    id: name,
    operations: operations.filter((operation) => isOffered(definition.endpoints, operation)),
    modelPatterns: models ? [] : (definition.modelPatterns ?? ['*']),
    connections: [{ id: connectionId }],
  };
}

/** Tokens are counted for every model: by the upstream where it can, otherwise here. */
function isOffered(
  endpoints: SnapshotProvider['definition']['endpoints'],
  operation: Operation,
): boolean {
  return endpoints[operation === 'count' ? 'generate' : operation] !== undefined;
}

/** Every target that the configuration names, once. */
function listTargets(snapshot: NamedTargets): SnapshotTarget[] {
  const listed = Object.values(snapshot.providers).flatMap(({ name, models = [] }) =>
    models.map((model) => ({ id: `${name}/${model}`, provider: name, model })),
  );
  const members = Object.values(snapshot.models).flatMap(({ targets }) => targets);
  return [...new Map([...listed, ...members].map((target) => [target.id, target])).values()];
}

function toRouterTarget(
  { id, provider, model }: SnapshotTarget,
  snapshot: NamedTargets,
): RouterTarget {
  const connection = snapshot.providers[provider];
  const described = connection && describeTarget({ id, provider, model }, connection, 'generate');
  if (!described) return { provider, model };
  const { limits, tools, input } = described.profile;
  return {
    provider,
    model,
    facts: {
      contextTokens: limits.contextTokens,
      maxOutputTokens: limits.maxOutputTokens,
      capabilities: { tools: tools.functions, 'image-input': input.image },
    },
  };
}
