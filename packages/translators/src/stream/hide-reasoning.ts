import type { Part, StreamEvent } from '@gateway/spec';
import type { StreamStage } from './stage.ts';

/**
 * Makes the step that keeps readable reasoning from the client. Opaque state stays, because the
 * client must send it back.
 *
 * @throws never
 */
export function createReasoningHider(): StreamStage {
  return {
    push(event): StreamEvent[] {
      if (event.type === 'part-start') return [{ ...event, part: hide(event.part) }];
      if (event.type === 'part-end' && event.part) return [{ ...event, part: hide(event.part) }];
      const isReadable =
        event.type === 'part-delta' &&
        (event.delta.type === 'reasoning' || event.delta.type === 'reasoning-summary');
      return isReadable ? [] : [event];
    },
  };
}

function hide(part: Part): Part {
  if (part.type !== 'reasoning') return part;
  const { summary: _hidden, ...rest } = part;
  return { ...rest, text: '', visibility: 'none' };
}
