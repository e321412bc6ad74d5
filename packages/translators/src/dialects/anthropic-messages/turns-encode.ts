import { isJsonObject, type Json, type JsonObject, type Part, type Turn } from '@gateway/spec';
import { type EncodeScope, encodePart } from './block-encode.ts';
import {
  formHint,
  ownDialect,
  ownNotes,
  reportForeignExtra,
  reportLoss,
  withExtra,
} from './wire.ts';

/**
 * Tells which turns go into the top-level `system`: those that came from it, and the leading system
 * and developer turns of dialects that have no such field.
 *
 * @returns how many leading turns that are
 * @throws never
 */
export function countSystemTurns(turns: readonly Turn[]): number {
  const end = turns.findIndex((turn) => !isTopLevel(turn));
  return end === -1 ? turns.length : end;
}

function isTopLevel(turn: Turn): boolean {
  if (turn.topLevel) return true;
  const isSystem = turn.role === 'system' || turn.role === 'developer';
  return isSystem && ownNotes(turn) === undefined;
}

/**
 * Writes the top-level `system`.
 *
 * @param turns - the turns {@link countSystemTurns} counted
 * @returns a string, a list of text blocks, or `undefined` where nothing is left to say
 * @throws never
 */
export function encodeSystem(turns: readonly Turn[], scope: EncodeScope): Json | undefined {
  const [only] = turns;
  for (const turn of turns) reportForeignExtra(turn, scope);
  if (turns.length === 1 && only && isPlainString(only)) return only.parts.map(textOf).join('');
  const blocks = turns.flatMap((turn) =>
    turn.parts.flatMap((part) => encodeSystemPart(part, scope)),
  );
  return blocks.length === 0 ? undefined : blocks;
}

function encodeSystemPart(part: Part, scope: EncodeScope): JsonObject[] {
  if (part.type === 'text' || ownNotes(part) !== undefined) return encodePart(part, scope);
  reportLoss(part, scope, { severity: 'dropped', code: 'part_dropped' });
  return [];
}

/** One message under construction. */
interface Draft {
  readonly role: 'user' | 'assistant' | 'system';
  readonly turns: Turn[];
}

const wireRoles = {
  user: 'user',
  tool: 'user',
  assistant: 'assistant',
  system: 'system',
  developer: 'system',
} as const satisfies Record<Turn['role'], Draft['role']>;

/**
 * Writes `messages`. Turns that were one message become one again; turns of other dialects join
 * their neighbours of the same role, as the API demands, and tool results come first there.
 *
 * @throws never
 */
export function encodeMessages(turns: readonly Turn[], scope: EncodeScope): JsonObject[] {
  const drafts: Draft[] = [];
  for (const turn of turns) {
    const role = wireRoles[turn.role];
    const last = drafts.at(-1);
    if (last?.role === role && isSameMessage(last.turns.at(-1), turn)) last.turns.push(turn);
    else drafts.push({ role, turns: [turn] });
  }
  const messages = drafts.flatMap((draft) => encodeDraft(draft, scope));
  return joinForeignNeighbours(messages).map((message) => message.body);
}

function isSameMessage(before: Turn | undefined, turn: Turn): boolean {
  const earlier = formHint(before, 'message');
  const later = formHint(turn, 'message');
  if (earlier !== undefined && later !== undefined) return earlier === later;
  return turn.role !== 'system' && turn.role !== 'developer';
}

interface Message {
  readonly role: Draft['role'];
  readonly isForeign: boolean;
  readonly body: JsonObject;
}

function encodeDraft(draft: Draft, scope: EncodeScope): Message[] {
  for (const turn of draft.turns) reportForeignExtra(turn, scope);
  const [first] = draft.turns;
  // Turns that were made on the way have no place in a message of the client's.
  const isForeign = draft.turns.some((turn) => formHint(turn, 'message') === undefined);
  const extra = draft.turns.reduce<JsonObject>(
    (joined, turn) => withExtra(joined, ownNotes(turn)?.extra ?? {}),
    {},
  );
  const blocks = draft.turns.flatMap((turn) => encodeTurn(turn, scope));
  const hasContent = draft.turns.some((turn) => turn.parts.length > 0);
  // Nothing of it can be said here (the losses are reported), and empty messages are refused.
  if (blocks.length === 0 && (hasContent || isForeign)) return [];
  const plain = draft.turns.length === 1 && first && isPlainString(first);
  const content = plain
    ? first.parts.map(textOf).join('')
    : isForeign
      ? resultsFirst(blocks)
      : blocks;
  return [{ role: draft.role, isForeign, body: withExtra(extra, { role: draft.role, content }) }];
}

function encodeTurn(turn: Turn, scope: EncodeScope): JsonObject[] {
  return turn.parts.flatMap((part) => encodePart(part, scope));
}

/** A message may vanish; the neighbours it kept apart then meet. */
function joinForeignNeighbours(messages: readonly Message[]): readonly Message[] {
  const joined: Message[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    const mayJoin = last?.role === message.role && message.role !== 'system';
    if (!last || !mayJoin || !(last.isForeign || message.isForeign)) {
      joined.push(message);
      continue;
    }
    const content = resultsFirst([...blocksOf(last.body), ...blocksOf(message.body)]);
    const body = withExtra(message.body, { ...last.body, content });
    joined[joined.length - 1] = { role: last.role, isForeign: true, body };
  }
  return joined;
}

function blocksOf(message: JsonObject): readonly Json[] {
  const content = message['content'];
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  const blocks: readonly Json[] = Array.isArray(content) ? content : [];
  return blocks;
}

function resultsFirst<Block extends Json>(blocks: readonly Block[]): Block[] {
  const isResult = (block: Json): boolean => isJsonObject(block) && block['type'] === 'tool_result';
  return [...blocks.filter(isResult), ...blocks.filter((block) => !isResult(block))];
}

/** A string stays a string while it is one text without anything attached. */
function isPlainString(turn: Turn): boolean {
  if (formHint(turn, 'content') !== 'string') return false;
  return turn.parts.length === 1 && turn.parts.every(isBareText);
}

const isBareText = (part: Part): boolean =>
  part.type === 'text' && !part.cache && !part.citations && !part.wire?.extra;

const textOf = (part: Part): string => (part.type === 'text' ? part.text : '');

/**
 * Takes the blank end off an assistant message that the answer is to continue, which the API
 * refuses. What a client of this dialect wrote itself stays as it is.
 *
 * @throws never
 */
export function trimPrefill(turns: readonly Turn[], scope: EncodeScope): readonly Turn[] {
  const turn = turns.at(-1);
  const part = turn?.parts.at(-1);
  if (turn?.role !== 'assistant' || part?.type !== 'text') return turns;
  const text = part.text.trimEnd();
  if (text === part.text || part.wire?.dialect === ownDialect) return turns;
  reportLoss(part, scope, { severity: 'approximated', code: 'text_trimmed' });
  const parts = [...turn.parts.slice(0, -1), { ...part, text }];
  return [...turns.slice(0, -1), { ...turn, parts }];
}
