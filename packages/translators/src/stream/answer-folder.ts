import type {
  Choice,
  FinishEvent,
  GatewayErrorFields,
  GenerateResponse,
  Part,
  StreamEvent,
  StreamStartEvent,
  WireNotes,
} from '@gateway/spec';
import { createGrowingPart, type GrowingPart } from './growing-part.ts';

/** A stream folded into one answer, or why there is none. */
export type FoldResult =
  | { readonly ok: true; readonly response: GenerateResponse }
  | { readonly ok: false; readonly error: GatewayErrorFields };

/** Folds a stream while it comes. */
export interface AnswerFolder {
  push(event: StreamEvent): void;
  /** @returns the answer if the stream ended well; the stream's error, or `upstream_truncated` */
  result(): FoldResult;
}

interface FoldedPart {
  readonly choice: number;
  readonly growing: GrowingPart;
  /** The authoritative final value, where the upstream sent one. */
  final: Part | undefined;
}

/**
 * Makes a folder for one stream that keeps to the grammar of canonical streams.
 *
 * @throws never
 */
export function createAnswerFolder(): AnswerFolder {
  const parts = new Map<number, FoldedPart>();
  let start: StreamStartEvent | undefined;
  let finish: FinishEvent | undefined;
  let error: GatewayErrorFields | undefined;

  const take = (event: StreamEvent): void => {
    switch (event.type) {
      case 'stream-start':
        start = event;
        return;
      case 'part-start':
        parts.set(event.index, {
          choice: event.choice ?? 0,
          growing: createGrowingPart(event.part),
          final: undefined,
        });
        return;
      case 'part-delta':
        parts.get(event.index)?.growing.grow(event.delta);
        return;
      case 'part-end': {
        const state = parts.get(event.index);
        if (state && event.part) state.final = event.part;
        return;
      }
      case 'finish':
        finish = event;
        return;
      case 'error':
        error = event.error;
        return;
      default:
    }
  };

  return {
    push(event) {
      if (!finish && !error) take(event);
    },
    result() {
      if (error) return { ok: false, error };
      if (!start || !finish) return { ok: false, error: truncated };
      return { ok: true, response: toResponse(start, finish, [...parts.values()]) };
    },
  };
}

const truncated: GatewayErrorFields = {
  code: 'upstream_truncated',
  message: 'The upstream ended its answer before it was complete.',
};

function toResponse(
  start: StreamStartEvent,
  finish: FinishEvent,
  folded: readonly FoldedPart[],
): GenerateResponse {
  const parts = Map.groupBy(folded, ({ choice }) => choice);
  const serviceTier = finish.serviceTier ?? start.serviceTier;
  const wire = joinNotes(start.wire, finish.wire);
  return {
    id: start.id,
    model: start.model,
    choices: finish.finishes.map(
      (reason, index): Choice => ({
        index,
        parts: (parts.get(index) ?? []).map(({ final, growing }) => final ?? growing.toPart()),
        finish: reason,
      }),
    ),
    usage: finish.usage,
    ...(start.createdAtSeconds !== undefined && { createdAtSeconds: start.createdAtSeconds }),
    ...(serviceTier !== undefined && { serviceTier }),
    ...(finish.container !== undefined && { container: finish.container }),
    ...(wire && { wire }),
  };
}

// Hints about the form of chunks say nothing about the form of a whole answer.
function joinNotes(
  first: WireNotes | undefined,
  last: WireNotes | undefined,
): WireNotes | undefined {
  const extra = { ...first?.extra, ...last?.extra };
  const dialect = first?.dialect ?? last?.dialect;
  return dialect === undefined || Object.keys(extra).length === 0 ? undefined : { dialect, extra };
}
