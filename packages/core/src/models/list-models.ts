import type { ModelListing, Principal } from '@gateway/spec';
import { mayUseModel } from '../policy/allowed-models.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/**
 * Lists the models a caller may ask for: public models, aliases, and the models that
 * providers list, as `provider/model`.
 *
 * @returns sorted by id
 * @throws never
 */
export function listModels(snapshot: Snapshot, principal: Principal): ModelListing[] {
  const owners = new Map<string, string>();
  for (const provider of Object.values(snapshot.providers)) {
    for (const model of provider.models ?? []) {
      owners.set(`${provider.name}/${model}`, provider.name);
    }
  }
  for (const model of Object.values(snapshot.models)) owners.set(model.name, 'gateway');
  for (const alias of Object.keys(snapshot.aliases)) {
    owners.set(alias, 'gateway');
  }
  return [...owners]
    .filter(([id]) => mayUseModel(principal, id))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, ownedBy]) => ({ id, createdAtSeconds: 0, ownedBy }));
}
