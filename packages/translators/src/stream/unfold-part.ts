import type { Part, PartDelta, ReasoningPart, TextPart } from '@gateway/spec';

/** A part taken apart into the way it would have streamed. */
export interface UnfoldedPart {
  /** The part before it grew. */
  readonly seed: Part;
  /** Its growth, in order; empty for parts that come whole. */
  readonly deltas: readonly PartDelta[];
}

/**
 * Takes a complete part apart; a growing part that gets all deltas is the same part again. Reasoning
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
