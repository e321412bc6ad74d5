import type { Part, ReasoningPart, Seal } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { traitsOf } from './dialect-traits.ts';
import { mapParts } from './map-parts.ts';
import { replaceTurns } from './replace-turns.ts';
import { without } from './without.ts';

/**
 * Leaves of earlier reasoning what the target can take: opaque state of its own family, and
 * readable text where the target has a place for it. Turns that held nothing else go.
 */
export const fitReasoningHistory: AdaptStep = (request, context) =>
  replaceTurns(
    request,
    mapParts(request.turns, (part, { path }) => fitPart(part, { ...context, path })),
  );

type Place = AdaptContext & { readonly path: string };

function fitPart(part: Part, place: Place): Part | readonly Part[] {
  if (part.type === 'reasoning') return fitReasoning(part, place);
  if (part.type === 'compaction') {
    const seals = keepSeals(part.seals, place);
    return seals === part.seals ? part : { ...part, seals };
  }
  if (!part.seal || isOwn(part.seal, place)) return part;
  noteSeal(place);
  // Only the optional seal goes; the kind of part stays what it was.
  return without(part, 'seal') as Part;
}

function fitReasoning(part: ReasoningPart, place: Place): Part | readonly Part[] {
  const seals = keepSeals(part.seals, place);
  const readable = part.text || (part.summary ?? []).join('\n\n');
  if (seals.length > 0) return seals === part.seals ? part : { ...part, seals };
  if (readable === '' || !takesReadable(place)) {
    place.loss.add({
      severity: 'dropped',
      code: 'reasoning_dropped',
      path: place.path,
      detail: 'earlier reasoning that the target has no use for',
    });
    return [];
  }
  return seals === part.seals && part.text !== '' ? part : { ...part, seals, text: readable };
}

/** Whether the target takes earlier reasoning as text, without opaque state beside it. */
function takesReadable({ to, target, sameDialect }: AdaptContext): boolean {
  if (target.reasoning.historyField !== null || traitsOf(to).readableReasoning) return true;
  // Servers of other families behind Anthropic's dialect do not check signatures.
  return sameDialect && to === 'anthropic-messages' && target.reasoningFamily !== 'anthropic';
}

function keepSeals(seals: readonly Seal[], place: Place): readonly Seal[] {
  const kept = seals.filter((seal) => isOwn(seal, place));
  if (kept.length === seals.length) return seals;
  noteSeal(place);
  return kept;
}

function isOwn(seal: Seal, { target, to }: AdaptContext): boolean {
  // Spoken answers are referred to by an id that only the chat dialect has a place for.
  if (seal.form === 'audio-reference' && to !== 'openai-chat') return false;
  return seal.family === target.reasoningFamily;
}

function noteSeal({ loss, path }: Place): void {
  const detail = 'reasoning state of another family of models';
  loss.add({ severity: 'dropped', code: 'seal_dropped', path, detail });
}
