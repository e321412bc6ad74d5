import { matchAny } from '@gateway/router';
import type { ModelListing, Principal } from '@gateway/spec';
import type { Runtime } from '../runtime.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { DiscoveredModels } from './model-discovery.ts';

/**
 * Lists the models a caller may ask for: public models, aliases, and the models of the providers,
 * as `provider/model`, where the configuration names them or the vendor lists them; each of them
 * leads where its name says.
 *
 * @returns sorted by id
 * @throws never
 */
export function listModels(
  runtime: Runtime,
  principal: Principal,
  discovered: DiscoveredModels,
): ModelListing[] {
  const listed = new Map<string, ModelListing>();
  const add = (model: ModelListing) => listed.set(model.id, model);
  for (const model of toListings(discovered)) {
    if (leadsToItself(model.id, runtime, principal)) add(model);
  }
  for (const { id, ownedBy } of configuredIds(runtime.snapshot)) {
    if (!runtime.router.resolve(id, principal).ok) continue;
    add({ id, createdAtSeconds: 0, ownedBy });
  }
  return [...listed.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function* configuredIds({ providers, models, aliases }: Snapshot) {
  for (const { name, models: named = [] } of Object.values(providers)) {
    for (const model of named) yield { id: `${name}/${model}`, ownedBy: name };
  }
  for (const id of [...Object.keys(models), ...Object.keys(aliases)]) {
    yield { id, ownedBy: 'gateway' };
  }
}

function toListings(discovered: DiscoveredModels): ModelListing[] {
  return [...discovered].flatMap(([provider, models]) =>
    models.map(({ id, createdAtSeconds, ownedBy = provider, displayName }) => ({
      id: `${provider}/${id}`,
      createdAtSeconds,
      ownedBy,
      ...(displayName !== undefined && { displayName }),
    })),
  );
}

/** A name that no rule knows is found by the vendor's own list, so it leads there as well. */
function leadsToItself(id: string, { router }: Runtime, principal: Principal): boolean {
  const resolution = router.resolve(id, principal);
  if (resolution.ok) return resolution.resolved === id;
  if (resolution.error.code !== 'model_not_found') return false;
  const { allowedModels } = principal;
  const model = id.slice(id.indexOf('/') + 1);
  return (
    allowedModels === undefined || matchAny(allowedModels, id) || matchAny(allowedModels, model)
  );
}
