import { isJsonObject, type Json, type JsonObject, type Usage } from '@gateway/spec';
import { readTokenCount } from '../../token-count.ts';
import { ownDialect } from './wire.ts';

const numberAt = (source: JsonObject | undefined, key: string): number | undefined =>
  readTokenCount(source?.[key]);

const objectAt = (source: JsonObject, key: string): JsonObject | undefined => {
  const value = source[key];
  return isJsonObject(value) ? value : undefined;
};

const requestsSuffix = '_requests';

/**
 * Reads a usage object. Its `input_tokens` are the uncached ones only. Tokens of compaction steps
 * stand in `iterations` alone and are added; those of an advisor are billed apart and are not.
 *
 * @param certainty - what the numbers are worth
 * @throws never
 * @source Messages API, `usage` and `usage.iterations`, read 2026-11
 */
export function decodeUsage(value: Json | undefined, certainty: Usage['certainty']): Usage {
  const source: JsonObject = isJsonObject(value) ? value : {};
  const creation = objectAt(source, 'cache_creation');
  const compaction = compactionSteps(source);
  const total = (key: string): number | undefined =>
    addSteps(numberAt(source, key), compaction, key);
  const cacheRead = total('cache_read_input_tokens');
  const cacheWrite = total('cache_creation_input_tokens');
  const write5m = addSteps(
    numberAt(creation, 'ephemeral_5m_input_tokens'),
    compaction.map((step) => objectAt(step, 'cache_creation') ?? {}),
    'ephemeral_5m_input_tokens',
  );
  const write1h = addSteps(
    numberAt(creation, 'ephemeral_1h_input_tokens'),
    compaction.map((step) => objectAt(step, 'cache_creation') ?? {}),
    'ephemeral_1h_input_tokens',
  );
  const reasoning = numberAt(objectAt(source, 'output_tokens_details'), 'thinking_tokens');
  const providerTools = decodeProviderTools(objectAt(source, 'server_tool_use'));
  return {
    input: {
      uncachedTokens: total('input_tokens') ?? 0,
      ...(cacheRead !== undefined && { cacheReadTokens: cacheRead }),
      ...(cacheWrite !== undefined && { cacheWriteTokens: cacheWrite }),
      ...(write5m !== undefined && { cacheWrite5mTokens: write5m }),
      ...(write1h !== undefined && { cacheWrite1hTokens: write1h }),
    },
    output: {
      totalTokens: total('output_tokens') ?? 0,
      ...(reasoning !== undefined && { reasoningTokens: reasoning }),
    },
    ...(providerTools !== undefined && { providerTools }),
    certainty: isJsonObject(value) ? certainty : 'none',
    ...(isJsonObject(value) && { native: { dialect: ownDialect, value } }),
  };
}

function compactionSteps(source: JsonObject): readonly JsonObject[] {
  const iterations = source['iterations'];
  if (!Array.isArray(iterations)) return [];
  // `Array.isArray` turns a list of JSON into a list of anything.
  const steps: readonly Json[] = iterations;
  return steps.filter(isJsonObject).filter((step) => step['type'] === 'compaction');
}

function addSteps(
  base: number | undefined,
  steps: readonly JsonObject[],
  key: string,
): number | undefined {
  if (base === undefined) return undefined;
  return steps.reduce((sum, step) => sum + (numberAt(step, key) ?? 0), base);
}

function decodeProviderTools(counts: JsonObject | undefined): Usage['providerTools'] {
  if (counts === undefined) return undefined;
  const entries = Object.entries(counts).flatMap(([key, value]): [string, number][] =>
    key.endsWith(requestsSuffix) && readTokenCount(value) === value
      ? [[key.slice(0, -requestsSuffix.length), value]]
      : [],
  );
  return Object.fromEntries(entries);
}

/**
 * Adds later words of an upstream about usage to earlier ones; `null` takes nothing back.
 *
 * @throws never
 */
export function mergeUsageJson(earlier: JsonObject, later: Json | undefined): JsonObject {
  if (!isJsonObject(later)) return earlier;
  const said = Object.entries(later).filter(([key, value]) => value !== null || !(key in earlier));
  return { ...earlier, ...Object.fromEntries(said) };
}

/** One canonical number and where it stands in the wire object. */
interface UsageField {
  readonly path: readonly string[];
  readonly read: (usage: Usage) => number | undefined;
}

const fields: readonly UsageField[] = [
  { path: ['input_tokens'], read: (usage) => usage.input.uncachedTokens },
  { path: ['cache_creation_input_tokens'], read: (usage) => usage.input.cacheWriteTokens },
  { path: ['cache_read_input_tokens'], read: (usage) => usage.input.cacheReadTokens },
  {
    path: ['cache_creation', 'ephemeral_5m_input_tokens'],
    read: (usage) => usage.input.cacheWrite5mTokens,
  },
  {
    path: ['cache_creation', 'ephemeral_1h_input_tokens'],
    read: (usage) => usage.input.cacheWrite1hTokens,
  },
  { path: ['output_tokens'], read: (usage) => usage.output.totalTokens },
  {
    path: ['output_tokens_details', 'thinking_tokens'],
    read: (usage) => usage.output.reasoningTokens,
  },
];

/** Members that are always there in the newest shape of the API, null where nothing is known. */
const nullableMembers: JsonObject = {
  cache_creation: null,
  cache_creation_input_tokens: null,
  cache_read_input_tokens: null,
  inference_geo: null,
  output_tokens_details: null,
  server_tool_use: null,
  service_tier: null,
  speed: null,
};

const serviceTiers = ['standard', 'priority', 'batch'];

/**
 * Writes a usage object. Where the upstream spoke this dialect, its own object is written, and in it
 * only the numbers that were changed since.
 *
 * @param serviceTier - tier of the answer, where known
 * @throws never
 */
export function encodeUsage(usage: Usage, serviceTier?: string): JsonObject {
  const native = nativeUsage(usage);
  const before = native && decodeUsage(native, usage.certainty);
  let body: JsonObject = native ?? {
    ...nullableMembers,
    ...(serviceTiers.includes(serviceTier ?? '') && { service_tier: serviceTier ?? null }),
  };
  for (const { path, read } of fields) {
    const value = read(usage);
    if (value !== undefined && value !== (before && read(before))) body = setAt(body, path, value);
  }
  const counts = changedProviderTools(usage, before);
  for (const [name, count] of counts) {
    body = setAt(body, ['server_tool_use', name + requestsSuffix], count);
  }
  return native === undefined ? withPairedMembers(body) : body;
}

/**
 * Finds the upstream's own usage object, where the upstream spoke this dialect.
 *
 * @throws never
 */
export function nativeUsage(usage: Usage): JsonObject | undefined {
  const { native } = usage;
  return native?.dialect === ownDialect && isJsonObject(native.value) ? native.value : undefined;
}

function changedProviderTools(usage: Usage, before: Usage | undefined): [string, number][] {
  const known = before?.providerTools ?? {};
  return Object.entries(usage.providerTools ?? {}).filter(([name, count]) => known[name] !== count);
}

function setAt(body: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return body;
  const under = body[key];
  const inner = rest.length === 0 ? value : setAt(isJsonObject(under) ? under : {}, rest, value);
  return { ...body, [key]: inner };
}

/** The API never gives one of two paired counts alone. */
function withPairedMembers(body: JsonObject): JsonObject {
  const creation = objectAt(body, 'cache_creation');
  const tools = objectAt(body, 'server_tool_use');
  return {
    ...body,
    ...(creation && {
      cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: 0, ...creation },
    }),
    ...(tools && { server_tool_use: { web_fetch_requests: 0, web_search_requests: 0, ...tools } }),
  };
}

/**
 * Writes the usage of `message_start`. Clients add these two numbers up, so they are always there,
 * also where a careless upstream left them out.
 *
 * @param serviceTier - tier of the answer, where known
 * @throws never
 */
export function encodeStartUsage(usage: Usage, serviceTier?: string): JsonObject {
  const body = encodeUsage(usage, serviceTier);
  return {
    ...body,
    input_tokens: numberAt(body, 'input_tokens') ?? usage.input.uncachedTokens,
    output_tokens: numberAt(body, 'output_tokens') ?? usage.output.totalTokens,
  };
}

/** Members of `message_delta.usage`; all others belong to `message_start` alone. */
const deltaMembers = [
  'input_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'output_tokens',
  'server_tool_use',
  'output_tokens_details',
];

/**
 * Writes the usage of `message_delta`: the same numbers, without what only the start of a stream
 * tells, and with everything a native upstream added.
 *
 * @throws never
 */
export function encodeDeltaUsage(usage: Usage): JsonObject {
  const whole = encodeStartUsage(usage);
  const picked = deltaMembers.map((key): [string, Json] => [key, whole[key] ?? null]);
  const added = Object.entries(whole).filter(
    ([key]) => !deltaMembers.includes(key) && !Object.hasOwn(nullableMembers, key),
  );
  return Object.fromEntries([...picked, ...added]);
}
