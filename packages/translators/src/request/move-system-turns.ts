import type { Part, TextPart, Turn } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { traitsOf } from './dialect-traits.ts';
import { placeNotes } from './place-notes.ts';
import { replaceTurns } from './replace-turns.ts';

/**
 * Turns system text in mid-conversation into a marked user turn, for targets that take system text
 * at the start only. Tool results stay right behind their calls.
 */
export const moveSystemTurns: AdaptStep = (request, context) => {
  if (context.target.messages.midConversationSystem) return request;
  // A client of the same dialect that has no such rule knows its server better than we do.
  if (context.sameDialect && traitsOf(context.to).systemAnywhere) return request;
  const start = request.turns.findIndex((turn) => !isSystem(turn));
  const movable = start >= 0 && request.turns.slice(start).some(isSystem);
  if (!movable) return request;
  const moved = moveBehindResults(request.turns.slice(start), context);
  return replaceTurns(request, [...request.turns.slice(0, start), ...moved]);
};

function isSystem(turn: Turn): boolean {
  return turn.role === 'system' || turn.role === 'developer';
}

function moveBehindResults(turns: readonly Turn[], context: AdaptContext): readonly Turn[] {
  const moved: Turn[] = [];
  let waiting: Turn[] = [];
  for (const turn of turns) {
    if (isSystem(turn)) {
      waiting.push(toReminder(turn, context));
      continue;
    }
    if (turn.role !== 'tool') {
      moved.push(...waiting);
      waiting = [];
    }
    moved.push(turn);
  }
  return [...moved, ...waiting];
}

function toReminder(turn: Turn, { loss }: AdaptContext): Turn {
  const path = turn.wire?.path ?? '';
  const detail = 'system text in mid-conversation is sent as a marked user message';
  loss.add({ severity: 'approximated', code: 'system_moved', path, detail });
  const parts = turn.parts.map((part) => (part.type === 'text' ? remind(part) : part));
  return { role: 'user', parts, ...placeNotes(turn) };
}

function remind(part: TextPart): Part {
  return { ...part, text: `<system-reminder>\n${part.text}\n</system-reminder>` };
}
