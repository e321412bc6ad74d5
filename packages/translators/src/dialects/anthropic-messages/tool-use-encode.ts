import { parseJson, stringifyJson } from '@gateway/protocols';
import {
  isJsonObject,
  type Json,
  type JsonObject,
  type Part,
  type ToolCallPart,
  type ToolResultPart,
} from '@gateway/spec';
import type { EncodeScope } from './block-encode.ts';
import { plainContent } from './tool-result.ts';
import { formHint, ownDialect, reportLoss, withOwnExtra } from './wire.ts';

/** The member that holds arguments which are no JSON object. */
const wrapKey = 'input';

/**
 * Writes a `tool_use` block. Its input must be an object: text and other JSON are wrapped.
 *
 * @throws never
 */
export function encodeToolCall(part: ToolCallPart, scope: EncodeScope): JsonObject {
  const isOwn = part.wire?.dialect === ownDialect;
  const nullable = scope.side === 'response' && !isOwn ? { caller: { type: 'direct' } } : {};
  return withOwnExtra(part, {
    type: 'tool_use',
    id: part.toolCallId,
    name: part.toolName,
    ...encodeInput(part, scope),
    ...nullable,
    ...(part.caller !== undefined && { caller: part.caller }),
  });
}

function encodeInput(part: ToolCallPart, scope: EncodeScope): JsonObject {
  const form = formHint(part, 'input');
  if (part.input.text === '' && part.inputFormat === 'json') {
    return form === 'absent' ? {} : { input: {} };
  }
  const input = parseInput(part);
  if (isJsonObject(input) || (form === 'any' && input !== undefined)) return { input };
  reportLoss(part, scope, { severity: 'approximated', code: 'tool_input_wrapped' });
  return { input: wrapInput(input === undefined ? part.input.text : input) };
}

/** @returns `undefined` where the arguments are no JSON */
function parseInput(part: ToolCallPart): Json | undefined {
  if (part.inputFormat === 'text') return undefined;
  try {
    return parseJson(part.input.text);
  } catch {
    // Reported by the caller; the text is kept inside a wrapper.
    return undefined;
  }
}

/**
 * Makes an object of arguments that are none.
 *
 * @throws never
 */
export function wrapInput(input: Json): JsonObject {
  return input === null ? {} : { [wrapKey]: input };
}

/**
 * Writes a `tool_result` block.
 *
 * @param encodeNested - writes the parts inside
 * @throws never
 */
export function encodeToolResult(
  part: ToolResultPart,
  scope: EncodeScope,
  encodeNested: (part: Part, scope: EncodeScope) => JsonObject[],
): JsonObject {
  const isErrorWritten = part.isError || formHint(part, 'is_error') === 'false';
  return withOwnExtra(part, {
    type: 'tool_result',
    tool_use_id: part.toolCallId,
    ...(plainContent(part) ?? {
      content: part.content.flatMap((inner) => encodeInner(inner, scope, encodeNested)),
    }),
    ...(isErrorWritten && { is_error: part.isError }),
  });
}

/** What another dialect's tool said in its own way reaches the model as text. */
function encodeInner(
  part: Part,
  scope: EncodeScope,
  encodeNested: (part: Part, scope: EncodeScope) => JsonObject[],
): JsonObject[] {
  if (part.type !== 'unknown' || part.dialect === ownDialect) return encodeNested(part, scope);
  reportLoss(part, scope, { severity: 'approximated', code: 'tool_result_approximated' });
  return [{ type: 'text', text: stringifyJson(part.value) }];
}
