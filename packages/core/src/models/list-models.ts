import type { ModelListing, Principal } from '@gateway/spec';
import type { Runtime } from '../runtime.ts';

/**
 * Lists the models a caller may ask for: public models, aliases, and the models that providers
 * list, as `provider/model`; each of them leads somewhere.
 *
 * @returns sorted by id
 * @throws never
 */
export function listModels({ snapshot, router }: Runtime, principal: Principal): ModelListing[] {
  const owners = new Map<string, string>();
  for (const { name, models = [] } of Object.values(snapshot.providers)) {
    for (const model of models) owners.set(`${name}/${model}`, name);
  }
  for (const name of Object.keys(snapshot.models)) owners.set(name, 'gateway');
  for (const alias of Object.keys(snapshot.aliases)) owners.set(alias, 'gateway');
  return [...owners]
    .filter(([id]) => router.resolve(id, principal).ok)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, ownedBy]) => ({ id, createdAtSeconds: 0, ownedBy }));
}
