import { createRouter, type Router } from '@gateway/router';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { suggestWord } from '../config/suggest-word.ts';
import type { IssueList } from './compile.ts';
import { splitTargetId } from './compile-models.ts';
import type { SnapshotModel, SnapshotProvider } from './snapshot.ts';
import { toRouterSnapshot } from './to-router-snapshot.ts';

/** The parts of a configuration that an alias may lead to. */
export interface AliasScope {
  readonly config: GatewayConfig;
  readonly providers: Readonly<Record<string, SnapshotProvider>>;
  readonly models: Readonly<Record<string, SnapshotModel>>;
}

const maxSteps = 5;

/**
 * Finds aliases that lead nowhere, in a circle or too far, or hide a public model.
 *
 * @throws never; what is wrong is in `issues`
 */
export function checkAliases(scope: AliasScope, issues: IssueList): void {
  const { aliases = {}, models = {} } = scope.config;
  const router = createNameRouter(scope);
  for (const [alias, name] of Object.entries(aliases)) {
    const path = ['aliases', alias];
    if (Object.hasOwn(models, alias)) {
      issues.errors.push({ path, message: 'There is a public model of this name already.' });
    } else if (isTooLong(alias, aliases)) {
      const message = `This alias needs more than ${maxSteps} steps, or leads back to itself.`;
      issues.errors.push({ path, message });
    } else {
      const message = judge(name, scope, router);
      if (message === undefined) continue;
      const suggestion = suggest(name, alias, scope);
      issues.errors.push({ path, message, ...(suggestion !== undefined && { suggestion }) });
    }
  }
}

function isTooLong(alias: string, aliases: Readonly<Record<string, string>>): boolean {
  let name: string | undefined = alias;
  let steps = -1;
  while (name !== undefined && steps <= maxSteps) {
    name = Object.hasOwn(aliases, name) ? aliases[name] : undefined;
    steps += 1;
  }
  return steps > maxSteps;
}

/** Asked about names only; it keeps no state and needs no time. */
function createNameRouter({ providers, models }: AliasScope): Router {
  const snapshot = toRouterSnapshot({ providers, models, aliases: {} });
  return createRouter({ snapshot, clock: { nowMs: () => 0 } });
}

/** @returns what is wrong with a name that an alias stands for */
function judge(
  name: string,
  { config, providers }: AliasScope,
  router: Router,
): string | undefined {
  const { aliases = {}, models = {} } = config;
  if (Object.hasOwn(aliases, name) || Object.hasOwn(models, name)) return undefined;
  const provider = splitTargetId(name)?.provider;
  if (provider !== undefined && Object.hasOwn(config.providers, provider)) {
    // A provider that is wrong itself has its own issue; one without a list asks its vendor.
    if (providers[provider]?.models === undefined) return undefined;
  }
  const resolution = router.resolve(name);
  if (resolution.ok) return undefined;
  if (resolution.error.code !== 'model_not_found') return resolution.error.message;
  return `It leads to "${name}", which is no public model, alias or model of a configured provider.`;
}

function suggest(name: string, alias: string, scope: AliasScope): string | undefined {
  const { config } = scope;
  const target = splitTargetId(name);
  const targets = Object.entries(config.providers).flatMap(([provider, { models = [] }]) =>
    models.map((model) => `${provider}/${model}`),
  );
  const others = Object.keys(config.aliases ?? {}).filter((other) => other !== alias);
  const known = suggestWord(name, [...Object.keys(config.models ?? {}), ...others, ...targets]);
  if (known !== undefined || !target) return known;
  const provider = suggestWord(target.provider, Object.keys(config.providers));
  return provider === undefined ? undefined : `${provider}/${target.model}`;
}
