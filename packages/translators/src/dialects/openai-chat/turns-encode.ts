import type { JsonObject, Part, ToolResultPart, Turn } from '@gateway/spec';
import { encodeAssistant } from './assistant-encode.ts';
import { encodeCacheMark } from './cache-mark.ts';
import { encodeContent } from './content-encode.ts';
import { type EncodeScope, reportLoss } from './encode-scope.ts';
import { encodeToolResult } from './tool-result-encode.ts';
import { formHint, members, ownDialect, withExtra, withOwnExtra } from './wire.ts';

/**
 * Writes the conversation as messages: every tool result as a message of its own, directly behind
 * the calls; media that results may not hold in a user message behind all of them.
 *
 * @throws never
 */
export function encodeTurns(turns: readonly Turn[], scope: EncodeScope): readonly JsonObject[] {
  const messages: JsonObject[] = [];
  let moved: Part[] = [];
  const flush = (): void => {
    if (moved.length > 0) messages.push(encodeUser({ role: 'user', parts: moved }, scope));
    moved = [];
  };
  for (const [index, turn] of turns.entries()) {
    const place = { ...scope, path: turn.wire?.path ?? `messages[${index}]` };
    const results = turn.parts.filter((part) => part.type === 'tool-result');
    for (const part of results) {
      const encoded = encodeResult(part, turn, place);
      messages.push(encoded.message);
      moved.push(...encoded.moved);
    }
    const rest = withoutResults(turn, results.length);
    if (rest === undefined) continue;
    flush();
    const message = encodeTurn(rest, place);
    if (message) messages.push(message);
  }
  flush();
  return messages;
}

function withoutResults(turn: Turn, resultCount: number): Turn | undefined {
  if (resultCount === 0) return turn.role === 'tool' ? { ...turn, role: 'user' } : turn;
  const parts = turn.parts.filter((part) => part.type !== 'tool-result');
  if (parts.length === 0) return undefined;
  return { ...turn, role: turn.role === 'tool' ? 'user' : turn.role, parts };
}

function encodeResult(part: ToolResultPart, turn: Turn, scope: EncodeScope) {
  const { message, moved } = encodeToolResult(part, scope);
  if (formHint(turn, 'role') !== 'function') {
    return { message: withOwnExtra(turn, { role: 'tool', ...message }), moved };
  }
  // The old form joins results with calls by name and order, and has no ids.
  const { tool_call_id: _, ...legacy } = message;
  return { message: withOwnExtra(turn, { role: 'function', ...legacy }), moved };
}

function encodeTurn(turn: Turn, scope: EncodeScope): JsonObject | undefined {
  switch (turn.role) {
    case 'assistant':
      return encodeAssistantTurn(turn, scope);
    case 'user':
    case 'tool':
      return unlessHollow(turn, encodeUser(turn, scope));
    case 'system':
    case 'developer':
      return unlessHollow(turn, encodeSystem(turn, scope));
  }
}

/** A turn of which nothing could be written leaves no message behind. */
function unlessHollow(turn: Turn, message: JsonObject): JsonObject | undefined {
  const { content } = message;
  const isHollow = content === undefined || content === '' || isEmptyList(content);
  const hadNothing = turn.parts.length === 0 && turn.wire?.dialect === ownDialect;
  return isHollow && !hadNothing ? undefined : message;
}

function isEmptyList(content: unknown): boolean {
  return Array.isArray(content) && content.length === 0;
}

function encodeUser(turn: Turn, scope: EncodeScope): JsonObject {
  return encodePlain(turn, { role: 'user', separator: '\n' }, scope);
}

function encodeSystem(turn: Turn, scope: EncodeScope): JsonObject {
  const { systemRole } = scope.target.messages;
  const isOwn = turn.wire?.dialect === ownDialect;
  // Targets that know `developer` take `system` as well, so a client's own word stays.
  const role = systemRole === 'developer' && isOwn ? turn.role : systemRole;
  return encodePlain(turn, { role, separator: '\n\n' }, scope);
}

function encodePlain(
  turn: Turn,
  { role, separator }: { readonly role: string; readonly separator: string },
  scope: EncodeScope,
): JsonObject {
  const { parts, mark } = liftMark(turn.parts, scope);
  const hint = formHint(turn, 'content');
  const content = encodeContent({ parts, hint, empty: '', separator }, scope);
  return withOwnExtra(turn, members({ role, content, name: turn.name, ...mark }));
}

function encodeAssistantTurn(turn: Turn, scope: EncodeScope): JsonObject | undefined {
  const { messages, reasoning } = scope.target;
  const { parts, mark } = liftMark(turn.parts, scope);
  if (reasoning.historyField === null) reportReasoning(parts, scope);
  const written = encodeAssistant(
    { parts, node: turn, newId: scope.newId },
    {
      reasoning: {
        textKey: reasoning.historyField,
        keepsKey: false,
        lists: reasoning.historyField !== null,
      },
      freeform: scope.target.tools.freeform,
      separator: '\n',
      empty: messages.emptyContentAsString ? '' : null,
      refusesNull: messages.emptyContentAsString,
      images: false,
    },
    scope,
  );
  const saysNothing = Object.values(written).every((value) => value === null || value === '');
  if (saysNothing && turn.parts.length > 0) return undefined;
  if (saysNothing && turn.wire?.dialect !== ownDialect) return undefined;
  const own = members({ role: 'assistant', name: turn.name, ...mark });
  return withOwnExtra(turn, withExtra(own, written));
}

function reportReasoning(parts: readonly Part[], scope: EncodeScope): void {
  const part = parts.find(({ type }) => type === 'reasoning');
  if (!part) return;
  const detail = 'earlier reasoning that the target has no use for';
  reportLoss(part, scope, { severity: 'dropped', code: 'reasoning_dropped', detail });
}

/** A mark that stood on the message goes back there instead of on its last part. */
function liftMark(
  parts: readonly Part[],
  scope: EncodeScope,
): { readonly parts: readonly Part[]; readonly mark: JsonObject } {
  const last = parts.at(-1);
  if (last?.cache === undefined || formHint(last.cache, 'at') !== 'message') {
    return { parts, mark: {} };
  }
  const { cache, ...bare } = last;
  const mark = encodeCacheMark(cache, scope.target.reasoningFamily);
  return { parts: parts.with(-1, bare), mark };
}
