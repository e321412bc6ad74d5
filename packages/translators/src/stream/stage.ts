import type { StreamEvent } from '@gateway/spec';

/**
 * One step of the way from the upstream's events to the client's: takes an event, gives the events
 * that leave the step because of it. Holds the state of one stream, knows no dialect and no bytes.
 */
export interface StreamStage {
  push(event: StreamEvent): readonly StreamEvent[];
}

/**
 * Joins steps into one. The first terminal event that leaves the last step ends it: nothing
 * follows, whatever is pushed.
 *
 * @throws whatever a step throws
 */
export function composeStages(stages: readonly StreamStage[]): StreamStage {
  let ended = false;
  return {
    push(event) {
      if (ended) return [];
      let events: readonly StreamEvent[] = [event];
      for (const stage of stages) events = pushAll(stage, events);
      const last = events.findIndex(isTerminal);
      if (last < 0) return events;
      ended = true;
      return events.slice(0, last + 1);
    },
  };
}

// Nearly always it is one event, and this is the inner loop of every stream.
function pushAll(stage: StreamStage, events: readonly StreamEvent[]): readonly StreamEvent[] {
  const [only] = events;
  if (only === undefined) return events;
  return events.length === 1 ? stage.push(only) : events.flatMap((each) => stage.push(each));
}

/**
 * Tells whether an event ends its stream.
 *
 * @throws never
 */
export function isTerminal(event: StreamEvent): boolean {
  return event.type === 'finish' || event.type === 'error';
}
