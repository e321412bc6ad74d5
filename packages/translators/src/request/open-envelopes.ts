import type { Part, Seal } from '@gateway/spec';
import { isEnvelope, openEnvelope } from '../seal/envelope.ts';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { mapParts } from './map-parts.ts';
import { replaceTurns } from './replace-turns.ts';
import { without } from './without.ts';

/**
 * Opens the envelopes that carried foreign reasoning state through the client. What cannot be
 * opened is dropped; the visible text beside it stays.
 */
export const openEnvelopes: AdaptStep = (request, context) =>
  replaceTurns(
    request,
    mapParts(request.turns, (part, { path }) => openInPart(part, { ...context, path })),
  );

type Place = AdaptContext & { readonly path: string };

function openInPart(part: Part, place: Place): Part {
  const opened = openOwnSeal(part, place);
  if (opened.type !== 'reasoning' && opened.type !== 'compaction') return opened;
  if (!opened.seals.some((seal) => isEnvelope(seal.value))) return opened;
  const seals = opened.seals.flatMap((seal) => openSeal(seal, place) ?? []);
  return { ...opened, seals };
}

function openOwnSeal(part: Part, place: Place): Part {
  if (!part.seal || !isEnvelope(part.seal.value)) return part;
  const seal = openSeal(part.seal, place);
  // Only the optional seal goes; the kind of part stays what it was.
  return seal ? { ...part, seal } : (without(part, 'seal') as Part);
}

function openSeal(seal: Seal, { context, loss, path }: Place): Seal | undefined {
  if (!isEnvelope(seal.value)) return seal;
  const opened = context.sealKey && openEnvelope(seal.value, context.sealKey);
  if (!opened) {
    const detail = 'an envelope of reasoning state that cannot be opened';
    loss.add({ severity: 'dropped', code: 'seal_dropped', path, detail });
  }
  return opened;
}
