import {
  type AudioPart,
  isJsonArray,
  isJsonObject,
  type Json,
  type Part,
  type PartDelta,
  type ReasoningPart,
  type TextPart,
} from '@gateway/spec';

/** A part taken apart into the way it would have streamed. */
export interface UnfoldedPart {
  /** The part before it grew. */
  readonly seed: Part;
  /** Its growth, in order; empty for parts that come whole. */
  readonly deltas: readonly PartDelta[];
}

/**
 * Takes a complete part apart; {@link growPart} of all deltas gives the same part back. Reasoning
 * that is nothing but opaque state stays whole, because some dialects choose its form at the start.
 *
 * @throws never
 */
export function unfoldPart(part: Part): UnfoldedPart {
  switch (part.type) {
    case 'text':
      return unfoldText(part);
    case 'refusal':
      return part.text === ''
        ? { seed: part, deltas: [] }
        : { seed: { ...part, text: '' }, deltas: [{ type: 'refusal', text: part.text }] };
    case 'reasoning':
      return unfoldReasoning(part);
    case 'tool-call':
      return part.input.text === ''
        ? { seed: part, deltas: [] }
        : {
            seed: { ...part, input: { text: '' } },
            deltas: [{ type: 'tool-input', text: part.input.text }],
          };
    default:
      return { seed: part, deltas: [] };
  }
}

function unfoldText(part: TextPart): UnfoldedPart {
  const { citations, logprobs, ...seed } = part;
  if (part.text === '') return { seed: part, deltas: [] };
  return {
    seed: { ...seed, text: '', ...(citations?.length === 0 && { citations }) },
    deltas: [
      { type: 'text', text: part.text, ...(logprobs !== undefined && { logprobs }) },
      ...(citations ?? []).map((citation) => ({ type: 'citation' as const, citation })),
    ],
  };
}

function unfoldReasoning(part: ReasoningPart): UnfoldedPart {
  const { summary, ...seed } = part;
  if (part.text === '' && !summary?.length) return { seed: part, deltas: [] };
  return {
    seed: { ...seed, text: '', seals: [], ...(summary?.length === 0 && { summary }) },
    deltas: [
      ...(part.text === '' ? [] : [{ type: 'reasoning' as const, text: part.text }]),
      ...(summary ?? []).map((text, section) => ({
        type: 'reasoning-summary' as const,
        section,
        text,
      })),
      ...part.seals.map((seal) => ({ type: 'seal' as const, seal })),
    ],
  };
}

/**
 * Lets a part grow.
 *
 * @returns a new part; the same part where the growth does not fit its kind
 * @throws never
 */
export function growPart(part: Part, delta: PartDelta): Part {
  if (delta.type === 'seal') return growSeal(part, delta);
  switch (part.type) {
    case 'text':
      return growText(part, delta);
    case 'refusal':
      return delta.type === 'refusal' ? { ...part, text: part.text + delta.text } : part;
    case 'reasoning':
      return growReasoning(part, delta);
    case 'tool-call':
      return delta.type === 'tool-input'
        ? { ...part, input: { text: part.input.text + delta.text } }
        : part;
    case 'audio':
      return delta.type === 'audio' ? growAudio(part, delta) : part;
    default:
      return part;
  }
}

function growSeal(part: Part, { seal }: Extract<PartDelta, { type: 'seal' }>): Part {
  if (part.type === 'reasoning' || part.type === 'compaction') {
    return { ...part, seals: [...part.seals, seal] };
  }
  return { ...part, seal };
}

function growText(part: TextPart, delta: PartDelta): Part {
  if (delta.type === 'citation') {
    return { ...part, citations: [...(part.citations ?? []), delta.citation] };
  }
  if (delta.type !== 'text') return part;
  const logprobs = mergeLogprobs(part.logprobs, delta.logprobs);
  return { ...part, text: part.text + delta.text, ...(logprobs !== undefined && { logprobs }) };
}

function growReasoning(part: ReasoningPart, delta: PartDelta): Part {
  if (delta.type === 'reasoning') return { ...part, text: part.text + delta.text };
  if (delta.type !== 'reasoning-summary') return part;
  const summary = [...(part.summary ?? [])];
  while (summary.length <= delta.section) summary.push('');
  summary[delta.section] = `${summary[delta.section] ?? ''}${delta.text}`;
  return { ...part, summary };
}

// Every dialect that streams log probabilities streams lists, bare or as members of an object.
function mergeLogprobs(before: Json | undefined, more: Json | undefined): Json | undefined {
  if (before === undefined || before === null) return more;
  if (more === undefined || more === null) return before;
  if (isJsonArray(before) && isJsonArray(more)) return [...before, ...more];
  if (!isJsonObject(before) || !isJsonObject(more)) return more;
  const merged: Record<string, Json> = { ...before };
  for (const [key, value] of Object.entries(more))
    merged[key] = mergeLogprobs(merged[key], value) ?? null;
  return merged;
}

function growAudio(part: AudioPart, delta: Extract<PartDelta, { type: 'audio' }>): Part {
  const { media } = part;
  const grown =
    delta.base64 === undefined || media.source !== 'inline'
      ? media
      : { ...media, base64: joinBase64(media.base64, delta.base64) };
  const transcript =
    delta.transcript === undefined ? part.transcript : (part.transcript ?? '') + delta.transcript;
  return { ...part, media: grown, ...(transcript !== undefined && { transcript }) };
}

// Padding may only stand at the end, so padded pieces are joined as bytes.
function joinBase64(before: string, more: string): string {
  return before.endsWith('=') ? btoa(atob(before) + atob(more)) : before + more;
}
