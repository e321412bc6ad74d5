import type { Part, ToolResultPart, Turn } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { isMedia } from './fit-media.ts';
import { replaceTurns } from './replace-turns.ts';

/**
 * Moves images and files out of tool results into a user turn behind them, each under a label, for
 * targets whose tool results are text only.
 */
export const moveResultMedia: AdaptStep = (request, context) => {
  if (context.target.input.toolResultImage) return request;
  const moved: Turn[] = [];
  let waiting: Part[] = [];
  for (const turn of request.turns) {
    if (turn.role !== 'tool') {
      moved.push(...toUserTurn(waiting));
      waiting = [];
      moved.push(turn);
      continue;
    }
    const split = splitTurn(turn, context);
    moved.push(split.turn);
    waiting.push(...split.media);
  }
  moved.push(...toUserTurn(waiting));
  return moved.every((turn, at) => turn === request.turns[at])
    ? request
    : replaceTurns(request, moved);
};

function toUserTurn(parts: readonly Part[]): readonly Turn[] {
  return parts.length > 0 ? [{ role: 'user', parts }] : [];
}

function splitTurn(
  turn: Turn,
  { loss }: AdaptContext,
): { readonly turn: Turn; readonly media: readonly Part[] } {
  const media: Part[] = [];
  const parts = turn.parts.map((part) => {
    const own = part.type === 'tool-result' ? part.content.filter(isMedia) : [];
    if (part.type !== 'tool-result' || own.length === 0) return part;
    const path = part.wire?.path ?? turn.wire?.path ?? '';
    const detail = 'media of a tool result are sent in a user message behind it';
    loss.add({ severity: 'approximated', code: 'media_moved', path, detail });
    media.push({ type: 'text', text: `Returned by ${describeCall(part)}:` }, ...own);
    return withoutMedia(part);
  });
  return { turn: media.length > 0 ? { ...turn, parts } : turn, media };
}

function describeCall({ toolName, toolCallId }: ToolResultPart): string {
  return toolName === undefined ? `tool call ${toolCallId}` : `tool ${toolName} (${toolCallId})`;
}

function withoutMedia(part: ToolResultPart): ToolResultPart {
  const content = part.content.filter((inner) => !isMedia(inner));
  if (content.length > 0) return { ...part, content };
  // An empty result would say that the tool gave nothing back.
  return { ...part, content: [{ type: 'text', text: 'See the media in the next message.' }] };
}
