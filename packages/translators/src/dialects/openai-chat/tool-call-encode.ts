import { parseJson } from '@gateway/protocols';
import type { Json, JsonObject, ToolCallPart } from '@gateway/spec';
import { constantOf, formHint, members, ownDialect, withOwnExtra } from './wire.ts';

/** How tool calls are written. */
export interface CallForm {
  /** Whether the reader knows freeform calls; if not, their text is wrapped. */
  readonly freeform: boolean;
  /** Makes ids for calls of other dialects that have none. */
  readonly newId: (prefix: string) => string;
}

/**
 * Writes a tool call as an entry of `tool_calls`.
 *
 * @throws never
 */
export function encodeToolCall(part: ToolCallPart, { freeform, newId }: CallForm): JsonObject {
  const isIdless = part.toolCallId === '';
  const isOwn = part.wire?.dialect === ownDialect;
  const id = isIdless ? (isOwn ? undefined : newId('call_')) : part.toolCallId;
  const seal = encodeSignature(part);
  if (part.inputFormat === 'text' && freeform) {
    const custom = members({ name: nameOf(part), input: textOf(part) });
    return withOwnExtra(part, { ...members({ id }), type: 'custom', custom, ...seal });
  }
  const call = members({ name: nameOf(part), arguments: encodeArguments(part) });
  const type = constantOf(part, 'type', 'function');
  return withOwnExtra(part, { ...members({ id, type }), function: call, ...seal });
}

function nameOf({ toolName, wire }: ToolCallPart): string | undefined {
  return toolName === '' && wire?.dialect === ownDialect ? undefined : toolName;
}

function textOf({ input, wire }: ToolCallPart): string | undefined {
  return input.text === '' && wire?.dialect === ownDialect ? undefined : input.text;
}

function encodeSignature({ seal }: ToolCallPart): JsonObject {
  if (!seal) return {};
  return { extra_content: { google: { thought_signature: seal.value } } };
}

/**
 * Writes the arguments of a call as chat wants them: JSON as text.
 *
 * @returns `undefined` when the sender had no such member
 * @throws never
 */
export function encodeArguments(part: ToolCallPart): Json | undefined {
  const { text } = part.input;
  if (part.inputFormat === 'text') return JSON.stringify({ input: text });
  const form = formHint(part, 'arguments');
  if (form === 'absent' && text === '') return undefined;
  if (form === 'object') return parseOr(text);
  return text === '' && part.wire?.dialect !== ownDialect ? '{}' : text;
}

function parseOr(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    // The text was changed to something that is no JSON, so it can only travel as text.
    return text;
  }
}
