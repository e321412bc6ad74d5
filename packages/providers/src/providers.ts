import type { ProviderDefinition } from '@gateway/spec';
import { registry } from './registry.gen.ts';

/** Every provider of this package, in the order of their ids. */
export const providers: readonly ProviderDefinition[] = registry;

/**
 * Finds a provider.
 *
 * @param id - e.g. `openai-compatible`
 * @param more - further definitions, from plugins; they win over those of this package
 * @returns `undefined` when there is none of this id
 * @throws never
 */
export function findProvider(
  id: string,
  more: readonly ProviderDefinition[] = [],
): ProviderDefinition | undefined {
  return [...more, ...providers].find((provider) => provider.id === id);
}
