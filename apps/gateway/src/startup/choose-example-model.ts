import type { ProviderDefinition } from '@gateway/spec';
import { demoModel } from './demo.ts';
import type { PlannedConfig } from './plan-config.ts';

/**
 * Chooses a model that a first request may ask for: one the operator named, or one the vendor is
 * known to have.
 *
 * @param vendors - all known vendors
 * @returns `undefined` where nothing is known
 * @throws never
 */
export function chooseExampleModel(
  { config, isDemo }: PlannedConfig,
  vendors: readonly ProviderDefinition[],
): string | undefined {
  if (isDemo) return demoModel;
  const [publicName] = Object.keys(config.models ?? {});
  if (publicName !== undefined) return publicName;
  const known = Object.entries(config.providers).map(([name, { models, vendor = name }]) => {
    const model = models?.[0] ?? vendors.find(({ id }) => id === vendor)?.exampleModel;
    return model === undefined ? undefined : `${name}/${model}`;
  });
  return known.find((model) => model !== undefined);
}
