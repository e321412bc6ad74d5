import type { PartEndEvent, StreamEvent } from '@gateway/spec';
import { isTerminal, type StreamStage } from './stage.ts';

/** What a stream needs when its decoder forgot to begin it. */
export interface GrammarDefaults {
  /** Makes an id for a stream that started without one. */
  readonly newId: (prefix: string) => string;
  readonly model: string;
}

interface GrammarState extends GrammarDefaults {
  /** The sender's index → the index given on. */
  readonly open: Map<number, number>;
  nextIndex: number;
  started: boolean;
  ended: boolean;
}

/**
 * Makes the step that holds any sequence of events to the grammar of canonical streams: one
 * `stream-start`, first; indexes that only grow; growth of open parts only; every part closed
 * before `finish`; one terminal event and nothing after it. Events that cannot be placed are
 * dropped. Applied before the other steps, so that they may trust their input, and after them.
 *
 * @throws never
 */
export function createGrammarGuard(defaults: GrammarDefaults): StreamStage {
  const state: GrammarState = {
    ...defaults,
    open: new Map(),
    nextIndex: 0,
    started: false,
    ended: false,
  };
  return {
    push(event): StreamEvent[] {
      if (state.ended) return [];
      if (event.type === 'idle') return [event];
      state.ended = isTerminal(event);
      if (event.type === 'error') return [event];
      const { started } = state;
      if (event.type === 'stream-start' && started) return [];
      state.started = true;
      const missing: StreamEvent[] =
        started || event.type === 'stream-start'
          ? []
          : [{ type: 'stream-start', id: defaults.newId(''), model: defaults.model }];
      return [...missing, ...place(state, event)];
    },
  };
}

function place(state: GrammarState, event: StreamEvent): StreamEvent[] {
  const { open } = state;
  switch (event.type) {
    case 'part-start': {
      const closed = close(state, event.index);
      open.set(event.index, state.nextIndex);
      return [...closed, { ...event, index: state.nextIndex++ }];
    }
    case 'part-delta': {
      const index = open.get(event.index);
      return index === undefined ? [] : [{ ...event, index }];
    }
    case 'part-end':
      return close(state, event.index).map((end) => ({ ...event, ...end }));
    case 'finish':
      return [...[...open.keys()].flatMap((index) => close(state, index)), event];
    default:
      return [event];
  }
}

function close({ open }: GrammarState, index: number): PartEndEvent[] {
  const given = open.get(index);
  open.delete(index);
  return given === undefined ? [] : [{ type: 'part-end', index: given }];
}
