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

function fitIdentity(request: GenerateRequest, { sameDialect, to, target }: AdaptContext) {
  if (!request.identity || sameDialect) return request;
  const { user, safetyIdentifier, metadata } = request.identity;
  // Only OpenAI's dialects tell the two ids apart; elsewhere the caller's own user wins.
  const openAi = to === 'openai-chat' || to === 'openai-responses';
  const id = openAi ? user : (user ?? safetyIdentifier);
  const identity = {
    ...(id !== undefined && { user: id }),
    ...(openAi && safetyIdentifier !== undefined && { safetyIdentifier }),
    // Labels for the sender's own books; without them the answer is the same.
    ...(openAi && target.messages.metadata && metadata && { metadata }),
  };
  return Object.keys(identity).length > 0 ? { ...request, identity } : without(request, 'identity');
}

function fitServing(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  const { serving } = request;
  if (!serving || context.sameDialect) return request;
  const tier = fitTier(serving, context);
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
  const asked = serving.tier ?? (serving.speed === 'fast' ? 'priority' : undefined);
  if (asked === undefined) return undefined;
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
  if (!continuity || context.sameDialect) return request;
  if (continuity.container != null) drop('continuity.container', context);
  if (continuity.contextManagement != null) drop('continuity.contextManagement', context);
  const { store } = continuity;
  if (store !== undefined && context.target.messages.store) {
    return { ...request, continuity: { store } };
  }
  if (store) drop('continuity.store', context);
  return without(request, 'continuity');
}

function fitCacheKey(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  const { cache } = request;
  if (!cache || context.sameDialect) return request;
  const { automatic, key, retention, options } = cache;
  const keyed = context.target.messages.promptCacheKey;
  if (key !== undefined && !keyed) drop('cache.key', context);
  if (retention !== undefined && !keyed) drop('cache.retention', context);
  if (options !== undefined) drop('cache.options', context);
  const kept = {
    ...(automatic && { automatic }),
    ...(keyed && key !== undefined && { key }),
    ...(keyed && retention !== undefined && { retention }),
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
