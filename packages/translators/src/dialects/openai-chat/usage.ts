import { isJsonObject, type JsonObject, totalInputTokens, type Usage } from '@gateway/spec';
import { readTokenCount } from '../../token-count.ts';
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

function countAt(reader: Reader | undefined, key: string): number | undefined {
  return readTokenCount(reader?.any(key));
}

function decodeInput(reader: Reader): Usage['input'] {
  const details = reader.child('prompt_tokens_details');
  const prompt = countAt(reader, 'prompt_tokens') ?? 0;
  const cacheRead =
    countAt(details, 'cached_tokens') ??
    countAt(reader, 'prompt_cache_hit_tokens') ??
    countAt(reader, 'cached_tokens') ??
    countAt(reader, 'cache_read_input_tokens');
  const cacheWrite =
    countAt(details, 'cache_write_tokens') ?? countAt(reader, 'cache_creation_input_tokens');
  const audio = countAt(details, 'audio_tokens');
  const image = countAt(details, 'image_tokens');
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
  const completion = countAt(reader, 'completion_tokens') ?? 0;
  const reasoning = countAt(details, 'reasoning_tokens') ?? countAt(reader, 'reasoning_tokens');
  const audio = countAt(details, 'audio_tokens');
  const image = countAt(details, 'image_tokens');
  const accepted = countAt(details, 'accepted_prediction_tokens');
  const rejected = countAt(details, 'rejected_prediction_tokens');
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
  const [prompt, completion, total] = ['prompt_tokens', 'completion_tokens', 'total_tokens'].map(
    (key) => readTokenCount(value[key]),
  );
  if (prompt === undefined || completion === undefined || total === undefined) return 0;
  return Math.max(0, total - prompt - completion);
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
