import type { GatewayConfig } from '@gateway/core';
import type { ProviderDefinition } from '@gateway/spec';
import { demoProvider, demoProviderName } from './demo.ts';
import { findEnvironmentProviders } from './environment-providers.ts';

/** The configuration to serve, and whether it is the demo. */
export interface PlannedConfig {
  readonly config: GatewayConfig;
  readonly isDemo: boolean;
}

/**
 * Decides which providers are served: those of the file; without any, those whose usual environment
 * variables hold a key; without any, the demo.
 *
 * @param vendors - all known vendors
 * @throws never
 */
export function planConfig(
  config: GatewayConfig,
  vendors: readonly ProviderDefinition[],
  env: Readonly<Record<string, string | undefined>>,
): PlannedConfig {
  if (Object.keys(config.providers).length > 0) return { config, isDemo: false };
  const providers = findEnvironmentProviders(vendors, env);
  if (Object.keys(providers).length > 0) {
    return { config: { ...config, providers }, isDemo: false };
  }
  return {
    config: { ...config, providers: { [demoProviderName]: demoProvider } },
    isDemo: true,
  };
}
