import type { Part, PartDelta, PartEndEvent, StreamEvent } from '@gateway/spec';
import { createGrowingPart, type GrowingPart } from './growing-part.ts';
import type { StreamStage } from './stage.ts';
import { unfoldPart } from './unfold-part.ts';

/**
 * Makes the step after which all growth is in deltas: prefilled seeds are taken apart, and what a
 * part's final value says beyond its deltas (arguments that come only at the end) is given as one
 * more delta. The steps behind it need to look at one form only.
 *
 * @throws never
 */
export function createSeedUnfolder(): StreamStage {
  const grown = new Map<number, GrowingPart>();

  const grow = (index: number, delta: PartDelta): StreamEvent => {
    grown.get(index)?.grow(delta);
    return { type: 'part-delta', index, delta };
  };

  const end = (event: PartEndEvent): StreamEvent[] => {
    const before = grown.get(event.index);
    grown.delete(event.index);
    if (before === undefined || event.part === undefined) return [event];
    const rest = missingGrowth(before.toPart(), event.part);
    return rest ? [{ type: 'part-delta', index: event.index, delta: rest }, event] : [event];
  };

  return {
    push(event) {
      if (event.type === 'part-delta') return [grow(event.index, event.delta)];
      if (event.type === 'part-end') return end(event);
      if (event.type !== 'part-start') return [event];
      const { seed, deltas } = unfoldPart(event.part);
      grown.set(event.index, createGrowingPart(seed));
      return [{ ...event, part: seed }, ...deltas.map((delta) => grow(event.index, delta))];
    },
  };
}

function missingGrowth(before: Part, final: Part): PartDelta | undefined {
  if (before.type === 'tool-call' && final.type === 'tool-call') {
    const text = suffix(before.input.text, final.input.text);
    return text === undefined ? undefined : { type: 'tool-input', text };
  }
  if (before.type === 'text' && final.type === 'text') {
    const text = suffix(before.text, final.text);
    return text === undefined ? undefined : { type: 'text', text };
  }
  if (before.type === 'reasoning' && final.type === 'reasoning') {
    const text = suffix(before.text, final.text);
    return text === undefined ? undefined : { type: 'reasoning', text };
  }
  return undefined;
}

// A final value that contradicts what has gone out cannot be mended any more.
function suffix(before: string, final: string): string | undefined {
  return final.length > before.length && final.startsWith(before)
    ? final.slice(before.length)
    : undefined;
}
