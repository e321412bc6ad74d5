import type { GatewayConfig, ModelConfig } from '../config/gateway-config.ts';
import { suggestWord } from '../config/suggest-word.ts';
import type { IssueList } from './compile.ts';
import type { SnapshotModel, SnapshotProvider, SnapshotTarget } from './snapshot.ts';

type Providers = Readonly<Record<string, SnapshotProvider>>;
type Path = readonly (string | number)[];

/**
 * Makes the public models ready for use.
 *
 * @returns the models whose targets are all right; the rest is in `issues`
 * @throws never
 */
export function compileModels(
  config: GatewayConfig,
  providers: Providers,
  issues: IssueList,
): Record<string, SnapshotModel> {
  const entries = Object.entries(config.models ?? {}).map(([name, given]) => {
    const path = ['models', name];
    const { targets, strategy = 'priority' } = toModelConfig(given);
    if (targets.length === 0) {
      issues.errors.push({ path, message: 'The model needs at least one target.' });
    }
    const isShort = typeof given === 'string';
    const resolved = targets.flatMap((id, at) => {
      const target = checkTarget(id, isShort ? path : [...path, 'targets', at], {
        config,
        providers,
        issues,
      });
      return target ? [target] : [];
    });
    return [name, { name, targets: resolved, strategy }] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * Cuts `provider/model` at its first slash.
 *
 * @returns `undefined` when one half is missing
 * @throws never
 */
export function splitTargetId(id: string): SnapshotTarget | undefined {
  const at = id.indexOf('/');
  if (at <= 0 || at === id.length - 1) return undefined;
  return { id, provider: id.slice(0, at), model: id.slice(at + 1) };
}

function toModelConfig(given: string | ModelConfig): ModelConfig {
  return typeof given === 'string' ? { targets: [given] } : given;
}

function checkTarget(
  id: string,
  path: Path,
  known: { config: GatewayConfig; providers: Providers; issues: IssueList },
): SnapshotTarget | undefined {
  const { issues } = known;
  const target = splitTargetId(id);
  if (!target) {
    issues.errors.push({ path, message: `The target "${id}" is not of the form provider/model.` });
    return undefined;
  }
  if (!Object.hasOwn(known.config.providers, target.provider)) {
    const suggestion = suggestWord(target.provider, Object.keys(known.config.providers));
    issues.errors.push({
      path,
      message: `No provider "${target.provider}" is configured.`,
      ...(suggestion !== undefined && { suggestion: `${suggestion}/${target.model}` }),
    });
    return undefined;
  }
  warnUnlisted(target, path, known);
  return target;
}

function warnUnlisted(
  { provider, model }: SnapshotTarget,
  path: Path,
  { providers, issues }: { providers: Providers; issues: IssueList },
): void {
  const listed = providers[provider]?.models;
  if (!listed || listed.includes(model)) return;
  const suggestion = suggestWord(model, listed);
  issues.warnings.push({
    path,
    message: `The provider "${provider}" does not list the model "${model}"; it is used all the same.`,
    ...(suggestion !== undefined && { suggestion: `${provider}/${suggestion}` }),
  });
}
