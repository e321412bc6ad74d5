import { isJsonObject, type JsonObject, totalInputTokens, type Usage } from '@gateway/spec';
import { createReader, type Reader } from './reader.ts';
import { members, ownDialect, withExtra } from './wire.ts';

const upstreamScope = { path: 'usage', strict: false };

/**
 * Reads a usage object. `prompt_tokens` includes cached tokens, so they are taken out of it; the
 * places compatible servers use for cached and reasoning tokens are known too.
 *
 * @returns usage of certainty `final`
 * @throws never
 */
export function decodeUsage(value: JsonObject): Usage {
  const reader = createReader(value, upstreamScope);
  return {
    input: decodeInput(reader),
    output: decodeOutput(reader, value),
    certainty: 'final',
    native: { dialect: ownDialect, value },
  };
}

function decodeInput(reader: Reader): Usage['input'] {
  const details = reader.child('prompt_tokens_details');
  const prompt = reader.number('prompt_tokens') ?? 0;
  const cacheRead =
    details?.number('cached_tokens') ??
    reader.number('prompt_cache_hit_tokens') ??
    reader.number('cached_tokens') ??
    reader.number('cache_read_input_tokens');
  const cacheWrite =
    details?.number('cache_write_tokens') ?? reader.number('cache_creation_input_tokens');
  const audio = details?.number('audio_tokens');
  const image = details?.number('image_tokens');
  return {
    uncachedTokens: Math.max(0, prompt - (cacheRead ?? 0) - (cacheWrite ?? 0)),
    ...(cacheRead !== undefined && { cacheReadTokens: cacheRead }),
    ...(cacheWrite !== undefined && { cacheWriteTokens: cacheWrite }),
    ...(audio !== undefined && { audioTokens: audio }),
    ...(image !== undefined && { imageTokens: image }),
  };
}

function decodeOutput(reader: Reader, value: JsonObject): Usage['output'] {
  const details = reader.child('completion_tokens_details');
  const completion = reader.number('completion_tokens') ?? 0;
  const reasoning = details?.number('reasoning_tokens') ?? reader.number('reasoning_tokens');
  const audio = details?.number('audio_tokens');
  const image = details?.number('image_tokens');
  const accepted = details?.number('accepted_prediction_tokens');
  const rejected = details?.number('rejected_prediction_tokens');
  return {
    totalTokens: completion + countedApart(value),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
    ...(audio !== undefined && { audioTokens: audio }),
    ...(image !== undefined && { imageTokens: image }),
    ...(accepted !== undefined && { acceptedPredictionTokens: accepted }),
    ...(rejected !== undefined && { rejectedPredictionTokens: rejected }),
  };
}

/**
 * Some servers leave reasoning out of `completion_tokens`, with or without naming it; only their
 * total tells.
 */
function countedApart(value: JsonObject): number {
  const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = value;
  if (typeof prompt !== 'number' || typeof completion !== 'number') return 0;
  return typeof total === 'number' ? Math.max(0, total - prompt - completion) : 0;
}

/**
 * Writes a usage object. Usage that still says what this dialect's upstream said is given back as
 * it came.
 *
 * @throws never
 */
export function encodeUsage(usage: Usage): JsonObject {
  const native = usage.native?.dialect === ownDialect ? usage.native.value : undefined;
  if (!isJsonObject(native)) return writeUsage(usage);
  const before = decodeUsage(native);
  return isSame(before, usage) ? native : withExtra(native, writeUsage(usage));
}

function isSame(a: Usage, b: Usage): boolean {
  return flatten(a) === flatten(b);
}

function flatten({ input, output }: Usage): string {
  const entries = [
    ...Object.entries(input),
    ...Object.entries(output).map(([k, v]) => [`o${k}`, v]),
  ];
  return entries
    .map(([key, value]) => `${key}=${value}`)
    .toSorted()
    .join();
}

function writeUsage(usage: Usage): JsonObject {
  const { input, output } = usage;
  const prompt = totalInputTokens(usage);
  const promptDetails = members({
    cached_tokens: input.cacheReadTokens,
    cache_write_tokens: input.cacheWriteTokens,
    audio_tokens: input.audioTokens,
    image_tokens: input.imageTokens,
  });
  const completionDetails = members({
    reasoning_tokens: output.reasoningTokens,
    audio_tokens: output.audioTokens,
    image_tokens: output.imageTokens,
    accepted_prediction_tokens: output.acceptedPredictionTokens,
    rejected_prediction_tokens: output.rejectedPredictionTokens,
  });
  return members({
    prompt_tokens: prompt,
    completion_tokens: output.totalTokens,
    total_tokens: prompt + output.totalTokens,
    prompt_tokens_details: unlessEmpty(promptDetails),
    completion_tokens_details: unlessEmpty(completionDetails),
  });
}

function unlessEmpty(object: JsonObject): JsonObject | undefined {
  return Object.keys(object).length === 0 ? undefined : object;
}
