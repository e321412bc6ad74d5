import type { GenerateRequest, Json, JsonObject, LossEntry } from '@gateway/spec';
import { encodeCacheMark } from './cache-mark.ts';
import { encodeReasoningSettings, type ReasoningEncoding } from './thinking.ts';
import { formHint, type LossScope, ownNotes } from './wire.ts';

/**
 * Writes all settings of a request.
 *
 * @returns members of the body; nested ones hold only what is canonical
 * @throws never
 */
export function encodeSettings(request: GenerateRequest, options: ReasoningEncoding): JsonObject {
  const { sampling } = request;
  const reasoning = encodeReasoningSettings(request, options);
  return withoutUndefined({
    max_tokens: reasoning.maxTokens,
    stop_sequences: stopSequences(request),
    temperature: sampling?.temperature,
    top_p: sampling?.topP,
    top_k: sampling?.topK,
    thinking: reasoning.thinking,
    ...encodeFormat(request, reasoning.effort),
    ...encodeCacheMark(request.cache?.automatic, { ...options, path: 'cache.automatic' }),
    ...encodeService(request, options),
  });
}

function withoutUndefined(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  const kept: [string, Json][] = [];
  for (const [key, value] of Object.entries(members)) {
    if (value !== undefined) kept.push([key, value]);
  }
  return Object.fromEntries(kept);
}

/** Blank stop sequences are refused; they stay where a client of this dialect wrote them. */
function stopSequences(request: GenerateRequest): readonly string[] | undefined {
  const given = request.limits?.stopSequences;
  if (given === undefined || ownNotes(request) !== undefined) return given;
  const kept = given.filter((text) => text.trim() !== '');
  return kept.length === 0 ? undefined : kept;
}

function encodeFormat(request: GenerateRequest, effort: string | undefined): JsonObject {
  const format = request.output?.format;
  const schema =
    format?.type === 'json-schema' ? { type: 'json_schema', schema: format.schema } : undefined;
  const isOldPlace = formHint(request, 'format') === 'output_format';
  const config = withoutUndefined({ effort, format: isOldPlace ? undefined : schema });
  return {
    ...(Object.keys(config).length > 0 && { output_config: config }),
    ...(isOldPlace && schema !== undefined && { output_format: schema }),
  };
}

function encodeService(
  request: GenerateRequest,
  scope: LossScope,
): Readonly<Record<string, Json | undefined>> {
  const { continuity, serving, identity, hosted } = request;
  return {
    metadata: identity?.user === undefined ? undefined : { user_id: identity.user },
    service_tier: toAllowedTier(request, scope),
    speed: serving?.speed,
    inference_geo: serving?.region,
    container: continuity?.container,
    context_management: continuity?.contextManagement,
    thread: continuity?.thread,
    mcp_servers: hosted?.mcpServers,
  };
}

/** Words of other dialects for the two tiers there are here. */
const tiers: Readonly<Record<string, string>> = {
  auto: 'auto',
  priority: 'auto',
  default: 'standard_only',
  standard_only: 'standard_only',
};

function toAllowedTier(request: GenerateRequest, { loss }: LossScope): string | undefined {
  const tier = request.serving?.tier;
  if (tier === undefined || ownNotes(request) !== undefined) return tier;
  const allowed = Object.hasOwn(tiers, tier) ? tiers[tier] : undefined;
  if (allowed === undefined) {
    loss.add({ severity: 'dropped', code: 'field_dropped', path: 'serving.tier' });
  }
  return allowed;
}

/**
 * Reports canonical settings that have no place in a Messages body. Paths are canonical
 * (`sampling.seed`); the pipeline names them in the sender's words.
 *
 * @throws never
 */
export function reportUnsaidSettings(request: GenerateRequest, scope: LossScope): void {
  for (const [path, code] of unsaid) {
    const value = readPath(request, path);
    if (value === undefined || value === false) continue;
    scope.loss.add({ severity: 'dropped', code, path });
  }
  const { output, limits } = request;
  if (limits?.choices !== undefined && limits.choices > 1) {
    scope.loss.add({ severity: 'dropped', code: 'field_dropped', path: 'limits.choices' });
  }
  const format = output?.format?.type;
  if (format === 'json' || format === 'grammar') {
    scope.loss.add({ severity: 'dropped', code: 'field_dropped', path: 'output.format' });
  }
  const modalities = output?.modalities?.filter((modality) => modality !== 'text') ?? [];
  if (modalities.length > 0) {
    scope.loss.add({ severity: 'dropped', code: 'field_dropped', path: 'output.modalities' });
  }
}

const unsaid: readonly (readonly [path: string, code: LossEntry['code']])[] = [
  ['sampling.minP', 'sampling_dropped'],
  ['sampling.presencePenalty', 'sampling_dropped'],
  ['sampling.frequencyPenalty', 'sampling_dropped'],
  ['sampling.repetitionPenalty', 'sampling_dropped'],
  ['sampling.seed', 'sampling_dropped'],
  ['sampling.logitBias', 'sampling_dropped'],
  ['sampling.logprobs', 'logprobs_dropped'],
  ['sampling.prediction', 'sampling_dropped'],
  ['limits.maxToolCalls', 'field_dropped'],
  ['output.verbosity', 'field_dropped'],
  ['output.audio', 'field_dropped'],
  ['continuity.previousResponseId', 'field_dropped'],
  ['continuity.conversation', 'field_dropped'],
  ['continuity.background', 'field_dropped'],
  ['hosted.webSearch', 'field_dropped'],
  ['identity.safetyIdentifier', 'field_dropped'],
  ['identity.metadata', 'field_dropped'],
  ['cache.key', 'field_dropped'],
  ['cache.retention', 'field_dropped'],
  ['cache.options', 'field_dropped'],
  ['safety', 'field_dropped'],
];

function readPath(request: GenerateRequest, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.entries(value).find(([name]) => name === key)?.[1];
  }, request);
}
