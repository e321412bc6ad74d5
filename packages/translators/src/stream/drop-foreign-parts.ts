import type { Dialect, LossEntry, Part, StreamEvent } from '@gateway/spec';
import type { LossRecorder } from '../loss-recorder.ts';
import type { StreamStage } from './stage.ts';

/** What the step needs to know. */
export interface ForeignParts {
  /** The client's dialect. */
  readonly from: Dialect;
  /** The upstream's dialect. */
  readonly to: Dialect;
  readonly loss: LossRecorder;
}

/**
 * Makes the step that keeps from a client what only the upstream's dialect can say: parts nobody
 * here knows, and summaries that the upstream made for itself. Each is reported.
 *
 * @throws never
 */
export function createForeignPartDropper(parts: ForeignParts): StreamStage {
  const dropped = new Set<number>();
  return {
    push(event): StreamEvent[] {
      if (event.type === 'part-start') {
        const loss = lossOf(event.part, parts);
        if (!loss) return [event];
        parts.loss.add(loss);
        dropped.add(event.index);
        return [];
      }
      return 'index' in event && dropped.has(event.index) ? [] : [event];
    },
  };
}

function lossOf(part: Part, { from, to }: ForeignParts): LossEntry | undefined {
  const path = part.wire?.path ?? '';
  if (part.type === 'unknown' && part.dialect !== from) {
    const detail = `a part only ${part.dialect} knows`;
    return { severity: 'dropped', code: 'unknown_part_dropped', path, detail };
  }
  if (part.type === 'compaction' && from !== to) {
    const detail = 'a summary the upstream made for itself';
    return { severity: 'dropped', code: 'part_dropped', path, detail };
  }
  return undefined;
}
