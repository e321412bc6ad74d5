import type { PartStartEvent, StreamEvent } from '@gateway/spec';
import type { LossRecorder } from '../loss-recorder.ts';
import type { StreamStage } from './stage.ts';

type IndexedEvent = Extract<StreamEvent, { index: number }>;

interface UnwrapState {
  readonly toolName: string;
  readonly loss: LossRecorder;
  readonly toolIndexes: Set<number>;
  readonly droppedIndexes: Set<number>;
  /** Text part → its events so far. */
  readonly held: Map<number, { readonly choice: number; readonly events: StreamEvent[] }>;
  /** Choices in which the tool was called. */
  readonly answered: Set<number>;
}

/**
 * Makes the step that turns the call of a forced output tool into the text it stands for. Words
 * around the call are held back until the call is seen and then dropped, because a client that asked
 * for JSON parses everything it gets; they are let go when the model answers without the call.
 *
 * @param toolName - the tool, by the name the upstream knows
 * @throws never
 */
export function createOutputToolUnwrapper(toolName: string, loss: LossRecorder): StreamStage {
  const state: UnwrapState = {
    toolName,
    loss,
    toolIndexes: new Set(),
    droppedIndexes: new Set(),
    held: new Map(),
    answered: new Set(),
  };
  return {
    push(event): StreamEvent[] {
      if (event.type === 'part-start') return start(state, event);
      if (event.type === 'finish') return [...release(state), event];
      return 'index' in event ? follow(state, event) : [event];
    },
  };
}

function start(state: UnwrapState, event: PartStartEvent): StreamEvent[] {
  const { index, part, choice = 0 } = event;
  const isAnswered = state.answered.has(choice);
  if (part.type === 'tool-call' && part.toolName === state.toolName) {
    if (isAnswered) return drop(state, index);
    state.answered.add(choice);
    state.toolIndexes.add(index);
    return [{ ...event, part: { type: 'text', text: '' } }];
  }
  if (part.type !== 'text') return [event];
  if (isAnswered) return drop(state, index);
  state.held.set(index, { choice, events: [event] });
  return [];
}

function follow(state: UnwrapState, event: IndexedEvent): StreamEvent[] {
  if (state.droppedIndexes.has(event.index)) return [];
  const waiting = state.held.get(event.index);
  if (!waiting) return [state.toolIndexes.has(event.index) ? asText(event) : event];
  waiting.events.push(event);
  return [];
}

function release(state: UnwrapState): StreamEvent[] {
  const waiting = [...state.held];
  state.held.clear();
  return waiting.flatMap(([index, { choice, events }]) =>
    state.answered.has(choice) ? drop(state, index) : events,
  );
}

function drop({ droppedIndexes, loss }: UnwrapState, index: number): StreamEvent[] {
  droppedIndexes.add(index);
  const detail = 'words beside the structured output';
  loss.add({ severity: 'dropped', code: 'part_dropped', path: '', detail });
  return [];
}

function asText(event: IndexedEvent): StreamEvent {
  if (event.type === 'part-delta' && event.delta.type === 'tool-input') {
    return { ...event, delta: { type: 'text', text: event.delta.text } };
  }
  if (event.type === 'part-end' && event.part?.type === 'tool-call') {
    return { ...event, part: { type: 'text', text: event.part.input.text } };
  }
  return event;
}
