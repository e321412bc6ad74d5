import type { Part, ReasoningPart, Seal, ToolCallPart, Turn } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { replaceTurns } from './replace-turns.ts';

/**
 * Gives assistant turns with tool calls the reasoning back that the client could not carry, from
 * what was kept by tool-call id, if the target is of the family that minted it.
 */
export const restoreSeals: AdaptStep = (request, context) => {
  if (!context.context.seals?.size) return request;
  const turns = request.turns.map((turn) => restoreTurn(turn, context));
  const same = turns.every((turn, at) => turn === request.turns[at]);
  return same ? request : replaceTurns(request, turns);
};

function restoreTurn(turn: Turn, context: AdaptContext): Turn {
  const calls = turn.parts.filter((part) => part.type === 'tool-call');
  if (turn.role !== 'assistant' || calls.length === 0) return turn;
  const family = context.target.reasoningFamily;
  if (hasSealOf(family, turn.parts)) return turn;
  const marked = turn.parts.map((part) => restoreCallSeal(part, context));
  const reasoning = storedReasoning(calls, context);
  // What the client echoed is the same reasoning without its seal, so the kept one takes its place.
  const rest = reasoning.length > 0 ? marked.filter((part) => part.type !== 'reasoning') : marked;
  const same = reasoning.length === 0 && marked.every((part, at) => part === turn.parts[at]);
  return same ? turn : { ...turn, parts: [...reasoning, ...rest] };
}

function hasSealOf(family: Seal['family'], parts: readonly Part[]): boolean {
  return parts.some(
    (part) =>
      part.seal?.family === family ||
      (part.type === 'reasoning' && part.seals.some((seal) => seal.family === family)),
  );
}

function restoreCallSeal(part: Part, context: AdaptContext): Part {
  if (part.type !== 'tool-call' || part.seal) return part;
  const seal = keptSeals(part, context).find(({ form }) => form === 'thought-signature');
  return seal ? { ...part, seal: withoutText(seal) } : part;
}

function storedReasoning(
  calls: readonly ToolCallPart[],
  context: AdaptContext,
): readonly ReasoningPart[] {
  const kept = calls.flatMap((call) => keptSeals(call, context));
  const seen = new Set<string>();
  return kept
    .filter(({ form }) => form !== 'thought-signature')
    .flatMap((seal) => {
      const key = `${seal.value} ${seal.reasoningText ?? ''}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [toReasoning(seal)];
    });
}

function keptSeals(call: ToolCallPart, { context, target }: AdaptContext): readonly Seal[] {
  const kept = context.seals?.get(call.toolCallId) ?? [];
  return kept.filter(({ family }) => family === target.reasoningFamily);
}

function toReasoning(seal: Seal): ReasoningPart {
  const text = seal.reasoningText ?? '';
  return {
    type: 'reasoning',
    text,
    seals: seal.value === '' ? [] : [withoutText(seal)],
    visibility: text === '' ? 'none' : 'full',
  };
}

function withoutText({ reasoningText: _, ...seal }: Seal): Seal {
  return seal;
}
