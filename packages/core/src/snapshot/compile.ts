import type { ProviderDefinition } from '@gateway/spec';
import { checkConfigForm } from '../check-options.ts';
import { ConfigError, type ConfigIssue } from '../config/config-issue.ts';
import type { GatewayConfig, KeyConfig } from '../config/gateway-config.ts';
import { checkAliases } from './check-aliases.ts';
import { compileModels } from './compile-models.ts';
import { compileProvider } from './compile-provider.ts';
import { deepFreeze } from './deep-freeze.ts';
import { defaultSettings } from './default-settings.ts';
import { Secret } from './secret.ts';
import type { Snapshot, SnapshotKey, SnapshotProvider } from './snapshot.ts';

/** What a configuration is compiled against. */
export interface CompileOptions {
  /** The vendors that may be named; the first of an id counts. */
  readonly registry: readonly ProviderDefinition[];
  /** Variable name → value; used where a provider's key or address is not given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Collects what is wrong with a configuration. */
export interface IssueList {
  readonly errors: ConfigIssue[];
  readonly warnings: ConfigIssue[];
}

/**
 * Turns a configuration into the immutable snapshot that requests read.
 *
 * @param config - not changed and not kept
 * @throws `ConfigError` naming everything that is wrong
 */
export function compile(config: GatewayConfig, options: CompileOptions): Snapshot {
  checkConfigForm(config);
  const issues: IssueList = { errors: [], warnings: [] };
  const providers = compileProviders(config, options, issues);
  const models = compileModels(config, providers, issues);
  checkAliases({ config, providers, models }, issues);
  if (issues.errors.length > 0) throw new ConfigError(issues.errors);
  return deepFreeze({
    providers,
    models,
    aliases: { ...config.aliases },
    keys: (config.keys ?? []).map(toSnapshotKey),
    auth: { ...defaultSettings.auth, ...config.auth },
    limits: { ...defaultSettings.limits, ...config.limits },
    timeouts: { ...defaultSettings.timeouts, ...config.timeouts },
    stream: { ...defaultSettings.stream, ...config.stream },
    translation: { ...defaultSettings.translation, ...config.translation },
    warnings: issues.warnings,
  });
}

function toSnapshotKey({ name, key, allowedModels }: KeyConfig): SnapshotKey {
  return {
    name,
    key: new Secret(key),
    ...(allowedModels && { allowedModels: [...allowedModels] }),
  };
}

function compileProviders(
  config: GatewayConfig,
  options: CompileOptions,
  issues: IssueList,
): Record<string, SnapshotProvider> {
  const timeouts = { ...defaultSettings.timeouts, ...config.timeouts };
  const compiled = Object.entries(config.providers).flatMap(([name, provider]) => {
    const entry = compileProvider({ name, provider, timeouts }, options, issues);
    return entry ? [[name, entry] as const] : [];
  });
  return Object.fromEntries(compiled);
}
