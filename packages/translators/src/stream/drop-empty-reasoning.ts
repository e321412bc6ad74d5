import type { PartStartEvent, ReasoningPart, StreamEvent } from '@gateway/spec';
import type { StreamStage } from './stage.ts';

/**
 * Makes the step that lets a reasoning part begin only once it has something to say, so that
 * reasoning of which nothing is left (hidden text, state that cannot travel) leaves no empty part.
 *
 * @throws never
 */
export function createEmptyReasoningDropper(): StreamStage {
  const waiting = new Map<number, PartStartEvent>();

  const begin = (index: number): StreamEvent[] => {
    const start = waiting.get(index);
    waiting.delete(index);
    return start ? [start] : [];
  };

  return {
    push(event): StreamEvent[] {
      if (event.type === 'part-start' && event.part.type === 'reasoning' && isEmpty(event.part)) {
        waiting.set(event.index, event);
        return [];
      }
      if (event.type === 'part-delta') return [...begin(event.index), event];
      if (event.type !== 'part-end' || !waiting.has(event.index)) return [event];
      if (event.part?.type === 'reasoning' && !isEmpty(event.part)) {
        return [...begin(event.index), event];
      }
      waiting.delete(event.index);
      return [];
    },
  };
}

function isEmpty(part: ReasoningPart): boolean {
  return part.text === '' && part.seals.length === 0 && !part.summary?.length && !part.seal;
}
