import type { GenerateRequest, Json, JsonObject, TargetProfile } from '@gateway/spec';
import { encodeOutputFormat } from './output-format.ts';
import { encodeReasoningSettings } from './reasoning-settings.ts';
import { formHint, members } from './wire.ts';

/**
 * Writes everything of a request that is neither conversation nor tools.
 *
 * @throws never
 */
export function encodeSettings(request: GenerateRequest, target: TargetProfile): JsonObject {
  return {
    ...encodeOutput(request),
    ...encodeLimits(request, target),
    ...encodeSampling(request),
    ...encodeReasoning(request),
    ...encodeContext(request),
    ...encodeStream(request, target),
  };
}

function encodeOutput({ output = {} }: GenerateRequest): JsonObject {
  const { format, verbosity, modalities, audio } = output;
  return members({
    response_format: format && encodeOutputFormat(format),
    verbosity,
    modalities,
    audio,
  });
}

function encodeLimits(request: GenerateRequest, { messages }: TargetProfile): JsonObject {
  const { maxOutputTokens, choices } = request.limits ?? {};
  return members({
    [messages.outputLimitField]: maxOutputTokens,
    stop: encodeStop(request),
    n: choices,
  });
}

function encodeStop(request: GenerateRequest): Json | undefined {
  const stop = request.limits?.stopSequences;
  if (stop === undefined || stop.length === 0) return undefined;
  return formHint(request, 'stop') === 'string' && stop.length === 1 ? stop[0] : stop;
}

function encodeSampling({ sampling = {} }: GenerateRequest): JsonObject {
  return members({
    temperature: sampling.temperature,
    top_p: sampling.topP,
    top_k: sampling.topK,
    min_p: sampling.minP,
    presence_penalty: sampling.presencePenalty,
    frequency_penalty: sampling.frequencyPenalty,
    repetition_penalty: sampling.repetitionPenalty,
    seed: sampling.seed,
    logit_bias: sampling.logitBias,
    logprobs: sampling.logprobs,
    top_logprobs: sampling.topLogprobs,
    prediction: sampling.prediction,
  });
}

function encodeReasoning(request: GenerateRequest): JsonObject {
  if (request.reasoning === undefined) return {};
  return encodeReasoningSettings(request.reasoning, {
    slot: formHint(request, 'reasoning'),
    word: formHint(request, 'reasoningWord'),
  });
}

function encodeContext(request: GenerateRequest): JsonObject {
  const { cache, continuity, serving, identity, hosted } = request;
  return members({
    store: continuity?.store,
    service_tier: serving?.tier,
    user: identity?.user,
    safety_identifier: identity?.safetyIdentifier,
    metadata: identity?.metadata,
    prompt_cache_key: cache?.key,
    prompt_cache_retention: cache?.retention,
    prompt_cache_options: cache?.options,
    web_search_options: hosted?.webSearch,
  });
}

/** Usage is always asked for where the target can give it, because the gateway accounts for it. */
function encodeStream(request: GenerateRequest, { messages }: TargetProfile): JsonObject {
  const { stream, streamUsage } = request;
  const own = request.wire?.dialect === 'openai-chat' ? streamUsage : undefined;
  const usage = stream && messages.streamUsageOption ? true : own;
  const isUnsaid = !stream && formHint(request, 'stream') === 'absent';
  const isForeign = request.wire?.dialect !== 'openai-chat';
  return members({
    stream: isUnsaid || (isForeign && !stream) ? undefined : stream,
    stream_options: usage === undefined ? undefined : { include_usage: usage },
  });
}
