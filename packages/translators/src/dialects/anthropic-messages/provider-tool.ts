import { parseJson, stringifyJson } from '@gateway/protocols';
import { isJsonObject, type Json, type JsonObject, type ProviderToolPart } from '@gateway/spec';
import type { BlockDecoder } from './block-scope.ts';
import { takeCacheMark } from './cache-mark.ts';
import { ownDialect } from './wire.ts';

/**
 * Reads a block of a tool the provider ran. Input and cache mark become canonical, all else stays
 * in the native item.
 */
export const decodeProviderTool: BlockDecoder = (take, scope) => {
  const type = take.string('type') ?? '';
  const isCall = type.endsWith('_use');
  const input = isCall ? take.any('input') : undefined;
  const cache = takeCacheMark(take);
  const native: JsonObject = { type, ...take.rest() };
  return {
    type: 'provider-tool',
    toolCallId: textOf(native[isCall ? 'id' : 'tool_use_id']),
    toolName: isCall ? textOf(native['name']) : type.replace(/_tool_result$/, ''),
    family: 'anthropic',
    stage: isCall ? 'call' : 'result',
    ...(input !== undefined && { input: { text: stringifyJson(input) } }),
    ...cache,
    native: { dialect: ownDialect, value: native },
    wire: { dialect: ownDialect, path: scope.path },
  };
};

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/**
 * Writes the block of a provider-run tool again.
 *
 * @returns `undefined` for tools of other dialects
 * @throws never
 */
export function encodeProviderTool(part: ProviderToolPart): JsonObject | undefined {
  const { dialect, value } = part.native;
  if (dialect !== ownDialect || !isJsonObject(value)) return undefined;
  return part.input === undefined ? value : { ...value, input: parseInput(part.input.text) };
}

function parseInput(text: string): Json {
  try {
    return text === '' ? {} : parseJson(text);
  } catch {
    // The provider's own input, cut short: it can only be shown as text.
    return { input: text };
  }
}
