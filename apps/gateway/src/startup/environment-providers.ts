import type { ProviderDefinition } from '@gateway/spec';

/** A provider that the environment alone configures. */
export interface EnvironmentProvider {
  readonly vendor: string;
  readonly apiKey: string;
  readonly baseUrl?: string;
}

/**
 * Finds the vendors whose usual environment variables hold a key.
 *
 * @param vendors - all known vendors
 * @param env - variable name → value; empty values count as not set
 * @returns provider name (the vendor's id) → settings, in the order of `vendors`
 * @throws never
 */
export function findEnvironmentProviders(
  vendors: readonly ProviderDefinition[],
  env: Readonly<Record<string, string | undefined>>,
): Record<string, EnvironmentProvider> {
  const found: Record<string, EnvironmentProvider> = {};
  for (const { id, environment } of vendors) {
    const apiKey = firstSet(environment?.apiKey, env);
    if (apiKey === undefined) continue;
    const baseUrl = firstSet(environment?.baseUrl, env);
    found[id] = { vendor: id, apiKey, ...(baseUrl !== undefined && { baseUrl }) };
  }
  return found;
}

function firstSet(
  names: readonly string[] | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return names?.map((name) => env[name]).find((value) => value !== undefined && value !== '');
}
