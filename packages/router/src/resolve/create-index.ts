import type { ModelGroup, RouterProvider, RouterSnapshot, RouterTarget } from '../snapshot.ts';
import { matchPattern } from './match-pattern.ts';

/** A snapshot with its lookups. */
export interface SnapshotIndex {
  findAlias(name: string): string | undefined;
  findGroup(name: string): ModelGroup | undefined;
  /** By id or by one of its aliases. */
  findProvider(name: string): RouterProvider | undefined;
  /** A listed target, or one that the provider's patterns let in; by `provider/model`. */
  findTarget(id: string): RouterTarget | undefined;
  /** The same for a provider that is known already. */
  findTargetAt(provider: RouterProvider, model: string): RouterTarget | undefined;
  /** Whether the target with this id is listed. */
  isListed(id: string): boolean;
  /** Targets of enabled providers that serve a model of this bare name, by the surest sign only. */
  inferTargets(model: string): readonly RouterTarget[];
  /** Every name a request may use: aliases, groups, listed targets. */
  readonly names: readonly string[];
}

/** Writes the id of a target. */
export const targetId = (target: Pick<RouterTarget, 'provider' | 'model'>): string =>
  `${target.provider}/${target.model}`;

const isOn = (thing: { readonly enabled?: boolean }): boolean => thing.enabled !== false;

/** How sure a provider's patterns make it that the model is there: 2 = named, 1 = any model, 0 = no. */
const patternStrength = (provider: RouterProvider, model: string): 0 | 1 | 2 => {
  const fitting = (provider.modelPatterns ?? []).filter((pattern) => matchPattern(pattern, model));
  if (fitting.length === 0) return 0;
  return fitting.some((pattern) => pattern !== '*') ? 2 : 1;
};

const groupByModel = (targets: readonly RouterTarget[]): ReadonlyMap<string, RouterTarget[]> => {
  const byModel = new Map<string, RouterTarget[]>();
  for (const target of targets) {
    const list = byModel.get(target.model);
    if (list) list.push(target);
    else byModel.set(target.model, [target]);
  }
  return byModel;
};

const indexProviders = (
  providers: readonly RouterProvider[],
): ReadonlyMap<string, RouterProvider> => {
  const byName = new Map<string, RouterProvider>();
  for (const provider of providers) {
    for (const alias of provider.aliases ?? []) byName.set(alias, provider);
  }
  // An id beats another provider's alias.
  for (const provider of providers) byName.set(provider.id, provider);
  return byName;
};

/**
 * Builds the lookups of a snapshot, once, so that resolving a name costs no search.
 *
 * @throws never
 */
export function createIndex(snapshot: RouterSnapshot): SnapshotIndex {
  const aliases = new Map(Object.entries(snapshot.aliases ?? {}));
  const groups = new Map((snapshot.groups ?? []).map((group) => [group.name, group]));
  const providers = indexProviders(snapshot.providers);
  const targets = new Map(snapshot.targets.map((target) => [targetId(target), target]));
  const byModel = groupByModel(snapshot.targets);

  const findTargetAt: SnapshotIndex['findTargetAt'] = (provider, model) => {
    if (model === '') return undefined;
    const listed = targets.get(targetId({ provider: provider.id, model }));
    if (listed || patternStrength(provider, model) === 0) return listed;
    return { provider: provider.id, model };
  };
  const inferTargets: SnapshotIndex['inferTargets'] = (model) => {
    const listed = (byModel.get(model) ?? []).filter(
      (target) => isOn(target) && isOn(providers.get(target.provider) ?? { enabled: false }),
    );
    if (listed.length > 0) return listed;
    const open = snapshot.providers
      .filter(isOn)
      .map((provider) => ({
        provider: provider.id,
        model,
        strength: patternStrength(provider, model),
      }))
      .filter(
        ({ provider, strength }) => strength > 0 && !targets.has(targetId({ provider, model })),
      );
    const strongest = Math.max(0, ...open.map(({ strength }) => strength));
    return open
      .filter(({ strength }) => strength === strongest)
      .map(({ provider }) => ({ provider, model }));
  };

  return {
    findAlias: (name) => aliases.get(name),
    findGroup: (name) => groups.get(name),
    findProvider: (name) => providers.get(name),
    findTargetAt,
    findTarget(id) {
      const listed = targets.get(id);
      if (listed) return listed;
      const slash = id.indexOf('/');
      const provider = providers.get(id.slice(0, Math.max(0, slash)));
      return provider && findTargetAt(provider, id.slice(slash + 1));
    },
    isListed: (id) => targets.has(id),
    inferTargets,
    names: [...aliases.keys(), ...groups.keys(), ...targets.keys()],
  };
}
