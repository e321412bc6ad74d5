import type { GenerateRequest, ServingSettings } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { traitsOf } from './dialect-traits.ts';
import { without } from './without.ts';

/**
 * Fits what is not about the answer's content: who asks, quality of service, stored state, prompt
 * cache keys, content checks, beta flags. The user's own id always goes along.
 */
export const fitSettings: AdaptStep = (request, context) =>
  [fitIdentity, fitServing, fitContinuity, fitCacheKey, fitOutput, dropVendorSettings].reduce(
    (fitted, fit) => fit(fitted, context),
    request,
  );

function fitIdentity(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  if (!request.identity) return request;
  const { user, safetyIdentifier, metadata } = request.identity;
  // Only OpenAI's dialects tell the two ids apart; elsewhere the caller's own user wins.
  const openAi = context.to === 'openai-chat' || context.to === 'openai-responses';
  const apart = openAi || context.sameDialect;
  const id = apart ? user : (user ?? safetyIdentifier);
  // Labels for the sender's own books; without them the answer is the same.
  const labelled = apart && context.target.messages.metadata && metadata !== undefined;
  const identity = {
    ...(id !== undefined && { user: id }),
    ...(apart && safetyIdentifier !== undefined && { safetyIdentifier }),
    ...(labelled && { metadata }),
  };
  return Object.keys(identity).length > 0 ? { ...request, identity } : without(request, 'identity');
}

function fitServing(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  const { serving } = request;
  if (!serving) return request;
  const tier = fitTier(serving, context);
  if (context.sameDialect) {
    if (tier === serving.tier) return request;
    const { tier: _, ...rest } = serving;
    return { ...request, serving: rest };
  }
  if (serving.speed === 'fast' && tier !== 'priority') drop('serving.speed', context);
  if (serving.region !== undefined) drop('serving.region', context);
  return tier === undefined ? without(request, 'serving') : { ...request, serving: { tier } };
}

/** Words of the same meaning in other dialects. */
const tierWords: readonly (readonly string[])[] = [
  ['default', 'standard_only', 'standard'],
  ['priority', 'fast'],
];

function fitTier(serving: ServingSettings, context: AdaptContext): string | undefined {
  const fast = serving.speed === 'fast' && !context.sameDialect;
  const asked = serving.tier ?? (fast ? 'priority' : undefined);
  if (asked === undefined) return undefined;
  if (context.sameDialect && context.target.messages.serviceTier) return asked;
  const { serviceTiers } = traitsOf(context.to);
  const alike = [asked, ...(tierWords.find((words) => words.includes(asked)) ?? [])];
  const tier = alike.find((word) => serviceTiers.includes(word));
  if (tier !== undefined && context.target.messages.serviceTier) return tier;
  // `auto` asks for nothing, and a speed is reported as such.
  if (serving.tier !== undefined && asked !== 'auto') drop('serving.tier', context);
  return undefined;
}

function fitContinuity(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  const { continuity } = request;
  if (!continuity) return request;
  const { store, ...rest } = continuity;
  const kept = { ...(store !== undefined && context.target.messages.store && { store }) };
  if (store && !context.target.messages.store) drop('continuity.store', context);
  if (context.sameDialect) return { ...request, continuity: { ...rest, ...kept } };
  if (continuity.container != null) drop('continuity.container', context);
  if (continuity.contextManagement != null) drop('continuity.contextManagement', context);
  return Object.keys(kept).length > 0
    ? { ...request, continuity: kept }
    : without(request, 'continuity');
}

function fitCacheKey(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  const { cache } = request;
  if (!cache) return request;
  const { automatic, key, retention, options } = cache;
  const keyed = context.target.messages.promptCacheKey;
  const optioned = context.sameDialect && keyed;
  if (key !== undefined && !keyed) drop('cache.key', context);
  if (retention !== undefined && !keyed) drop('cache.retention', context);
  if (options !== undefined && !optioned) drop('cache.options', context);
  const kept = {
    ...(automatic && { automatic }),
    ...(keyed && key !== undefined && { key }),
    ...(keyed && retention !== undefined && { retention }),
    ...(optioned && options !== undefined && { options }),
  };
  return Object.keys(kept).length > 0 ? { ...request, cache: kept } : without(request, 'cache');
}

function fitOutput(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  const { output } = request;
  if (!output) return request;
  const { verbosity, modalities, audio, ...rest } = output;
  const { sameDialect, target } = context;
  if (verbosity !== undefined && !target.output.verbosity) drop('output.verbosity', context);
  const spoken = modalities?.some((modality) => modality !== 'text') ?? false;
  if (spoken && !sameDialect) drop('output.modalities', context);
  const kept = {
    ...rest,
    ...(verbosity !== undefined && target.output.verbosity && { verbosity }),
    ...(sameDialect && modalities && { modalities }),
    ...(sameDialect && audio !== undefined && { audio }),
  };
  if (Object.keys(kept).length === Object.keys(output).length) return request;
  return Object.keys(kept).length > 0 ? { ...request, output: kept } : without(request, 'output');
}

function dropVendorSettings(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  if (context.sameDialect) return request;
  if (request.betas && request.betas.length > 0) {
    const detail = `${request.betas.length} beta flags of another provider`;
    const path = context.pathOf('betas');
    context.loss.add({ severity: 'dropped', code: 'beta_dropped', path, detail });
  }
  if (request.safety !== undefined) drop('safety', context);
  if (request.hosted?.mcpServers !== undefined) drop('hosted.mcpServers', context);
  const { webSearch } = request.hosted ?? {};
  const kept = without(request, 'betas', 'safety', 'hosted');
  return webSearch === undefined ? kept : { ...kept, hosted: { webSearch } };
}

function drop(field: string, { loss, pathOf }: AdaptContext): void {
  const detail = 'a setting that the target does not have';
  loss.add({ severity: 'dropped', code: 'field_dropped', path: pathOf(field), detail });
}
