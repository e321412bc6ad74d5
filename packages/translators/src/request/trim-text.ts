import type { GenerateRequest, Part, TextPart, Turn } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { traitsOf } from './dialect-traits.ts';
import { mapParts } from './map-parts.ts';
import { replaceTurns } from './replace-turns.ts';

/**
 * Removes empty texts, and for dialects that refuse them texts of white space only and white space
 * at the end of the answer's beginning that the client supplies.
 */
export const trimText: AdaptStep = (request, context) => {
  if (context.sameDialect) return request;
  const turns = mapParts(request.turns, (part, { path }) => trimPart(part, { ...context, path }));
  const trimmed = replaceTurns(request, turns);
  return traitsOf(context.to).blankText ? trimmed : trimPrefill(trimmed, context);
};

function trimPart(part: Part, { loss, path, to }: AdaptContext & { readonly path: string }) {
  if (part.type !== 'text') return part;
  if (part.text === '') return [];
  if (traitsOf(to).blankText || part.text.trim() !== '') return part;
  const detail = 'a text of white space only';
  loss.add({ severity: 'approximated', code: 'text_trimmed', path, detail });
  return [];
}

function trimPrefill(request: GenerateRequest, { loss }: AdaptContext): GenerateRequest {
  const turn = request.turns.at(-1);
  const part = turn?.parts.at(-1);
  if (turn?.role !== 'assistant' || part?.type !== 'text') return request;
  const text = part.text.trimEnd();
  if (text === part.text) return request;
  const detail = 'white space at the end of the last assistant message';
  const path = part.wire?.path ?? turn.wire?.path ?? '';
  loss.add({ severity: 'approximated', code: 'text_trimmed', path, detail });
  return replaceTurns(request, [...request.turns.slice(0, -1), withLastText(turn, part, text)]);
}

function withLastText(turn: Turn, part: TextPart, text: string): Turn {
  return { ...turn, parts: [...turn.parts.slice(0, -1), { ...part, text }] };
}
