import type { AudioPart, Citation, Part, PartDelta, Seal, TextPart } from '@gateway/spec';
import { createGrowingOdds, type GrowingOdds } from './growing-odds.ts';

/** A part while it streams. */
export interface GrowingPart {
  /** Takes a delta; growth that does not fit the part's kind is ignored. */
  grow(delta: PartDelta): void;
  /** The part with all its growth so far. */
  toPart(): Part;
}

/** What has come since the start. Lists are pushed to, so that long streams cost linear time. */
interface Growth {
  readonly text: string[];
  readonly summary: string[];
  readonly seals: Seal[];
  readonly citations: Citation[];
  readonly sound: string[];
  readonly transcript: string[];
  odds: GrowingOdds | undefined;
}

/** Most sections of a summary; a number beyond is nobody's section. */
const maxSections = 10_000;

/**
 * Makes a part that can grow.
 *
 * @param seed - the part as it started; stays as it is
 * @throws never
 */
export function createGrowingPart(seed: Part): GrowingPart {
  const growth: Growth = {
    text: [],
    summary: [],
    seals: [],
    citations: [],
    sound: [],
    transcript: [],
    odds: undefined,
  };
  return {
    grow: (delta) => takeDelta(seed, growth, delta),
    toPart: () => toPart(seed, growth),
  };
}

function takeDelta(seed: Part, growth: Growth, delta: PartDelta): void {
  switch (delta.type) {
    case 'text':
      if (seed.type !== 'text') return;
      growth.text.push(delta.text);
      if (delta.logprobs === undefined) return;
      growth.odds ??= createGrowingOdds(seed.logprobs);
      growth.odds.add(delta.logprobs);
      return;
    case 'refusal':
      if (seed.type === 'refusal') growth.text.push(delta.text);
      return;
    case 'reasoning':
      if (seed.type === 'reasoning') growth.text.push(delta.text);
      return;
    case 'reasoning-summary':
      if (delta.section >= maxSections) return;
      while (growth.summary.length <= delta.section) growth.summary.push('');
      growth.summary[delta.section] += delta.text;
      return;
    case 'tool-input':
      if (seed.type === 'tool-call') growth.text.push(delta.text);
      return;
    case 'seal':
      growth.seals.push(delta.seal);
      return;
    case 'citation':
      growth.citations.push(delta.citation);
      return;
    case 'audio':
      if (delta.base64 !== undefined) growth.sound.push(delta.base64);
      if (delta.transcript !== undefined) growth.transcript.push(delta.transcript);
      return;
    case 'unknown':
  }
}

function toPart(seed: Part, growth: Growth): Part {
  const text = growth.text.join('');
  const part = withSeals(seed, growth.seals);
  switch (part.type) {
    case 'text':
      return growText(part, text, growth);
    case 'refusal':
      return { ...part, text: part.text + text };
    case 'reasoning': {
      const summary = growSummary(part.summary, growth.summary);
      return { ...part, text: part.text + text, ...(summary && { summary }) };
    }
    case 'tool-call':
      return { ...part, input: { text: part.input.text + text } };
    case 'audio':
      return growAudio(part, growth);
    default:
      return part;
  }
}

function withSeals(part: Part, seals: readonly Seal[]): Part {
  const last = seals.at(-1);
  if (last === undefined) return part;
  if (part.type !== 'reasoning' && part.type !== 'compaction') return { ...part, seal: last };
  return { ...part, seals: [...part.seals, ...seals] };
}

function growText(part: TextPart, text: string, { citations, odds }: Growth): TextPart {
  const all = [...(part.citations ?? []), ...citations];
  const logprobs = odds?.toJson();
  return {
    ...part,
    text: part.text + text,
    ...(all.length > 0 && { citations: all }),
    ...(logprobs !== undefined && { logprobs }),
  };
}

function growSummary(
  before: readonly string[] | undefined,
  more: readonly string[],
): readonly string[] | undefined {
  if (more.length === 0) return before;
  const length = Math.max(before?.length ?? 0, more.length);
  return Array.from({ length }, (_, at) => (before?.[at] ?? '') + (more[at] ?? ''));
}

function growAudio(part: AudioPart, { sound, transcript }: Growth): AudioPart {
  const { media } = part;
  const words = transcript.length > 0 ? (part.transcript ?? '') + transcript.join('') : undefined;
  return {
    ...part,
    ...(sound.length > 0 &&
      media.source === 'inline' && {
        media: { ...media, base64: joinBase64([media.base64, ...sound]) },
      }),
    ...(words !== undefined && { transcript: words }),
  };
}

/** Padding may only stand at the end, so where it stands within, the pieces are joined as bytes. */
function joinBase64(pieces: readonly string[]): string {
  const isPadded = pieces.slice(0, -1).some((piece) => piece.endsWith('='));
  if (!isPadded) return pieces.join('');
  const groups = pieces
    .join('')
    .replaceAll(/=(?=[^=])/g, '= ')
    .split(' ');
  try {
    return btoa(groups.map(atob).join(''));
  } catch {
    // No base64: what the upstream sent is given on as it is.
    return pieces.join('');
  }
}
