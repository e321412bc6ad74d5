import type { Cancellation } from '../cancellation.ts';
import { splitTargetId } from '../snapshot/compile-models.ts';
import type { Snapshot, SnapshotTarget } from '../snapshot/snapshot.ts';
import type { ModelDiscovery } from './model-discovery.ts';

/** Where to look for a name that no rule knows. */
export interface ListedTargetScope {
  readonly snapshot: Pick<Snapshot, 'aliases' | 'providers'>;
  readonly discovery: ModelDiscovery;
  readonly cancellation: Cancellation;
}

/**
 * Finds the target that a name of the form `provider/model` means, if the provider's vendor lists
 * the model; asks that one vendor where its list is not known.
 *
 * @param name - as a client wrote it; aliases are followed
 * @throws never
 */
export async function findListedTarget(
  name: string,
  { snapshot, discovery, cancellation }: ListedTargetScope,
): Promise<SnapshotTarget | undefined> {
  const { aliases, providers } = snapshot;
  let id = name;
  // A snapshot holds no chain of aliases that does not end.
  while (Object.hasOwn(aliases, id)) id = aliases[id] ?? '';
  const target = splitTargetId(id);
  const provider =
    target && Object.hasOwn(providers, target.provider) ? providers[target.provider] : undefined;
  if (!target || !provider) return undefined;
  const listed = (await discovery.list([provider], cancellation)).get(provider.name);
  return listed?.some((model) => model.id === target.model) ? target : undefined;
}
