import type { ErrorCode, GatewayErrorFields, Principal } from '@gateway/spec';
import type { RouterTarget } from '../snapshot.ts';
import { type SnapshotIndex, targetId } from './create-index.ts';
import { followAliases } from './follow-aliases.ts';
import { matchAny } from './match-pattern.ts';
import { nearNames } from './near-names.ts';
import type { Resolution, ResolvedTarget, RuleTried } from './resolution.ts';

/** What a name was found to be, before anybody's permission is looked at. */
type Found =
  | {
      readonly resolved: string;
      readonly strategy: string;
      readonly targets: readonly ResolvedTarget[];
    }
  | {
      readonly error: GatewayErrorFields;
      /** What the name may mean, where it means several things. */
      readonly choices?: readonly RouterTarget[];
    };

const defaultStrategy = 'priority';

const fail = (code: ErrorCode, message: string): { readonly error: GatewayErrorFields } => ({
  error: { code, message, param: 'model' },
});

/** Names come from clients, so only a bounded, printable form of them is repeated. */
const quote = (name: string): string =>
  JSON.stringify(name.length > 128 ? `${name.slice(0, 128)}…` : name);

const foundTarget = (target: ResolvedTarget['target']): Found => ({
  resolved: targetId(target),
  strategy: defaultStrategy,
  targets: [{ target }],
});

/** `provider/model`, `@provider/model` and `provider,model`. */
const splitPrefix = (
  name: string,
): { provider: string; model: string; explicit: boolean } | undefined => {
  const match = /^(@?)([^/,]+)([/,])(.+)$/s.exec(name);
  if (!match) return undefined;
  const [, at = '', provider = '', separator = '', model = ''] = match;
  return {
    provider: provider.trim(),
    model: model.trim(),
    explicit: at === '@' || separator === ',',
  };
};

type Rule = (name: string, index: SnapshotIndex) => Found | undefined;

const byTarget: Rule = (name, index) => {
  const target = index.isListed(name) ? index.findTarget(name) : undefined;
  return target && foundTarget(target);
};

const byGroup: Rule = (name, index) => {
  const group = index.findGroup(name);
  if (!group) return undefined;
  const targets = group.members.flatMap(({ target: id, connection }): ResolvedTarget[] => {
    const target = index.findTarget(id);
    return target ? [{ target, ...(connection !== undefined && { connection }) }] : [];
  });
  if (targets.length === 0)
    return fail('no_target_available', `The group ${quote(name)} has no target.`);
  return { resolved: name, strategy: group.strategy ?? defaultStrategy, targets };
};

const byPrefix: Rule = (name, index) => {
  const parts = splitPrefix(name);
  const provider = parts && index.findProvider(parts.provider);
  if (!parts || !provider) return undefined;
  const target = index.findTargetAt(provider, parts.model);
  if (target) return foundTarget(target);
  if (!parts.explicit) return undefined;
  return fail('model_not_found', `${provider.id} has no model ${quote(parts.model)}.`);
};

const byInference: Rule = (name, index) => {
  const targets = index.inferTargets(name);
  const [only, another] = targets;
  if (!only) return undefined;
  if (!another) return foundTarget(only);
  return ambiguous(name, targets);
};

const ambiguous = (name: string, choices: readonly RouterTarget[]): Found => {
  const named = choices.slice(0, 10).map(targetId).join(', ');
  const message = `Several providers have a model ${quote(name)}; name one: ${named}.`;
  return { ...fail('invalid_request', message), choices };
};

const rules = [
  ['target', byTarget],
  ['group', byGroup],
  ['provider-prefix', byPrefix],
  ['inference', byInference],
] as const;

/**
 * @param steps - what was asked for, the names it stood for, and last the one nobody knows
 */
const notFound = (
  steps: readonly string[],
  index: SnapshotIndex,
  isAllowed: (name: string) => boolean,
): Found => {
  const [asked = ''] = steps;
  const names = index.names.filter((name) => !steps.includes(name) && isAllowed(name));
  const near = nearNames(steps.at(-1) ?? asked, names);
  const hint = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  // The caller knows nothing of what an alias stands for.
  return fail('model_not_found', `No target serves a model of the name ${quote(asked)}.${hint}`);
};

const describe = (found: Found): string =>
  'error' in found ? found.error.message : found.resolved;

/** Tries the rules in their order and notes each. */
const applyRules = (name: string, index: SnapshotIndex, tried: RuleTried[]): Found | undefined => {
  for (const [rule, apply] of rules) {
    const found = apply(name, index);
    tried.push({ rule, matched: found !== undefined, ...(found && { detail: describe(found) }) });
    if (found) return found;
  }
  return undefined;
};

/**
 * Keeps what a key may use: everything when it may use the name itself, otherwise only those targets
 * it may use by their own names.
 */
const permit = (
  found: Found,
  names: readonly string[],
  allowed: readonly string[] | undefined,
): Found => {
  if (allowed === undefined || names.some((name) => matchAny(allowed, name))) return found;
  const mayUse = (target: RouterTarget) =>
    matchAny(allowed, targetId(target)) || matchAny(allowed, target.model);
  const denied = fail(
    'permission_denied',
    `The key may not use the model ${quote(names[0] ?? '')}.`,
  );
  if ('error' in found) {
    if (!found.choices) return found;
    // Whose models the key may not use is not told either.
    const choices = found.choices.filter(mayUse);
    return choices.length > 0 ? ambiguous(names.at(-1) ?? '', choices) : denied;
  }
  if (matchAny(allowed, found.resolved)) return found;
  const targets = found.targets.filter(({ target }) => mayUse(target));
  return targets.length > 0 ? { ...found, targets } : denied;
};

/**
 * Finds out what a model name means: alias, listed target, group, `provider/model`, or a bare model
 * that exactly one provider has, in this order, so that what the operator wrote beats what is guessed.
 *
 * @param principal - who asks; its allow-list is applied to the name as asked, to what it resolves to,
 * and to the single targets
 * @returns the targets, or why there are none: `model_not_found` with near names, `invalid_request`
 * for loops and ambiguity, `permission_denied`
 * @throws never
 */
export function resolveModel(
  requested: string,
  index: SnapshotIndex,
  principal?: Pick<Principal, 'allowedModels'>,
): Resolution {
  const tried: RuleTried[] = [];
  const allowed = principal?.allowedModels;
  const isAllowed = (name: string) => allowed === undefined || matchAny(allowed, name);
  const chain = followAliases(requested, index.findAlias);
  const isAlias = chain.steps.length > 1;
  tried.push({
    rule: 'alias',
    matched: isAlias,
    ...(isAlias && { detail: chain.steps.join(' → ') }),
  });
  const finish = (found: Found): Resolution =>
    'error' in found
      ? { ok: false, requested, error: found.error, rules: tried }
      : { ok: true, requested, ...found, rules: tried };
  if (chain.kind !== 'end') {
    const what = chain.kind === 'loop' ? 'runs in a circle' : 'is too long';
    return finish(fail('invalid_request', `The chain of aliases of ${quote(requested)} ${what}.`));
  }
  const found = applyRules(chain.name, index, tried);
  const isMissing =
    !found || (isAlias && 'error' in found && found.error.code === 'model_not_found');
  return finish(
    permit(isMissing ? notFound(chain.steps, index, isAllowed) : found, chain.steps, allowed),
  );
}
