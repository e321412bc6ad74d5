import type { Finish, StreamEvent } from '@gateway/spec';
import type { StreamStage } from './stage.ts';

/**
 * Makes the step that lets the finish reason follow from what was given out, not from what the
 * upstream claims: an answer with tool calls that stops ends with `tool-calls`, and `tool-calls`
 * without a call is a `stop`. An answer of which every choice ended in an error is an error.
 *
 * @throws never
 */
export function createFinishSettler(): StreamStage {
  const seenChoices = new Set<number>();
  const callingChoices = new Set<number>();
  return {
    push(event): StreamEvent[] {
      if (event.type === 'part-start') {
        seenChoices.add(event.choice ?? 0);
        if (event.part.type === 'tool-call') callingChoices.add(event.choice ?? 0);
      }
      if (event.type !== 'finish') return [event];
      if (event.finishes.length > 0 && event.finishes.every(({ reason }) => reason === 'error')) {
        return [failure];
      }
      const count = Math.max(1, event.finishes.length, ...[...seenChoices].map((at) => at + 1));
      const finishes = Array.from({ length: count }, (_, choice) =>
        settle(event.finishes[choice] ?? { reason: 'other' }, callingChoices.has(choice)),
      );
      return [{ ...event, finishes }];
    },
  };
}

const failure: StreamEvent = {
  type: 'error',
  error: { code: 'upstream_error', message: 'The upstream ended its answer with an error.' },
};

function settle(finish: Finish, called: boolean): Finish {
  const { native, ...rest } = finish;
  if (called && (finish.reason === 'stop' || finish.reason === 'other')) {
    return { ...rest, reason: 'tool-calls' };
  }
  if (!called && finish.reason === 'tool-calls') return { ...rest, reason: 'stop' };
  // A word that says nothing is no word to repeat.
  return native === '' ? rest : finish;
}
