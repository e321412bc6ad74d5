import { parseJson, stringifyJson } from '@gateway/protocols';
import { isJsonObject, type Json, type Part, type ToolResultPart } from '@gateway/spec';
import type { BlockDecoder, BlockScope, NestedDecoder } from './block-scope.ts';
import { takeCacheMark } from './cache-mark.ts';
import { joinPath, requireString, type Taker } from './taker.ts';
import { formHint, ownDialect } from './wire.ts';

/** Reads a `tool_result`; its content may be a string, blocks, missing or any JSON at all. */
export const decodeToolResult: BlockDecoder = (take, scope, decodeNested) => {
  take.any('type');
  const toolCallId = requireString(take, 'tool_use_id');
  const isError = take.boolean('is_error');
  const { content, form } = takeContent(take, scope, decodeNested);
  return {
    type: 'tool-result',
    toolCallId,
    isError: isError ?? false,
    content,
    ...takeCacheMark(take),
    wire: take.notes({
      ...(form !== undefined && { content: form }),
      // Only said when it says nothing: `true` is in `isError` already.
      ...(isError === false && { is_error: 'false' }),
    }),
  };
};

function takeContent(
  take: Taker,
  scope: BlockScope,
  decodeNested: NestedDecoder,
): { readonly content: readonly Part[]; readonly form?: string } {
  const value = take.any('content');
  if (value === undefined) return { content: [], form: 'absent' };
  if (typeof value === 'string') {
    return { content: value === '' ? [] : [textPart(value)], form: 'string' };
  }
  const path = joinPath(scope.path, 'content');
  // Blocks of a result come from tools, not from the client's own code: what they hold stays unread
  // rather than refused.
  if (Array.isArray(value) && value.every((item) => isJsonObject(item) && 'type' in item)) {
    return { content: decodeNested(value, { ...scope, strict: false, path }) };
  }
  return { content: [textPart(stringifyJson(value))], form: 'json' };
}

const textPart = (text: string): Part => ({ type: 'text', text, wire: { dialect: ownDialect } });

/**
 * Finds the plain form of a result's content: a string, JSON, or nothing at all.
 *
 * @returns `undefined` where the content is a list of blocks
 * @throws never
 */
export function plainContent(part: ToolResultPart): { readonly content?: Json } | undefined {
  const isForeign = part.wire?.dialect !== ownDialect;
  const form = formHint(part, 'content');
  if (part.content.length === 0) {
    if (form === 'string') return { content: '' };
    // A list that was empty stays an empty list.
    return isForeign || form === 'absent' ? {} : undefined;
  }
  const text = singlePlainText(part.content);
  if (text === undefined) return undefined;
  if (form === 'json') return { content: parseOr(text) };
  return form !== undefined || isForeign ? { content: text } : undefined;
}

function parseOr(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    // Somebody changed the text; it is still a legal result as a string.
    return text;
  }
}

function singlePlainText(parts: readonly Part[]): string | undefined {
  const [part] = parts;
  if (parts.length !== 1 || part?.type !== 'text') return undefined;
  return part.cache || part.citations || part.wire?.extra ? undefined : part.text;
}
