import {
  type Finish,
  type PartDeltaEvent,
  type PartEndEvent,
  type PartStartEvent,
  type StreamEvent,
  type Usage,
  unknownUsage,
} from '@gateway/spec';
import type { StreamStage } from './stage.ts';
import { createStopScanner, type StopScanner } from './stop-scanner.ts';

/** What the step needs to know. */
export interface StopEmulation {
  readonly stops: readonly string[];
  /** How many alternative answers the request asked for. */
  readonly choices: number;
}

interface StopState extends StopEmulation {
  readonly open: Map<number, { readonly choice: number; readonly scanner?: StopScanner }>;
  /** Choice → the stop string that cut it. */
  readonly cuts: Map<number, string>;
  usage: Usage;
}

/**
 * Makes the step that ends an answer at stop strings the upstream could not take. It looks at
 * visible text only. Text that may be the beginning of a stop string is held back; at a hit the text
 * is cut before it, the rest of that choice is swallowed, and as soon as every choice is cut the
 * stream finishes with what is known of its usage, so that the upstream need not be read to its end.
 *
 * @throws never
 */
export function createStopApplier(emulation: StopEmulation): StreamStage {
  const state: StopState = {
    ...emulation,
    open: new Map(),
    cuts: new Map(),
    usage: unknownUsage,
  };
  return {
    push(event): StreamEvent[] {
      switch (event.type) {
        case 'part-start':
          return start(state, event);
        case 'part-delta':
          return scan(state, event);
        case 'part-end':
          return end(state, event);
        case 'finish':
          return [{ ...event, finishes: cutFinishes(state, event.finishes) }];
        case 'stream-start':
        case 'usage':
          state.usage = event.usage ?? state.usage;
          return [event];
        default:
          return [event];
      }
    },
  };
}

function start({ open, cuts, stops }: StopState, event: PartStartEvent): StreamEvent[] {
  const choice = event.choice ?? 0;
  if (cuts.has(choice)) return [];
  const isText = event.part.type === 'text';
  open.set(event.index, { choice, ...(isText && { scanner: createStopScanner(stops) }) });
  return [event];
}

function scan(state: StopState, event: PartDeltaEvent): StreamEvent[] {
  const part = state.open.get(event.index);
  if (!part) return [];
  if (!part.scanner || event.delta.type !== 'text') return [event];
  const { text, stop } = part.scanner.push(event.delta.text);
  const shown: StreamEvent[] = text === '' ? [] : [{ ...event, delta: { ...event.delta, text } }];
  if (stop === undefined) return shown;
  state.cuts.set(part.choice, stop);
  state.open.delete(event.index);
  return [...shown, { type: 'part-end', index: event.index }, ...finishEarly(state)];
}

function end(state: StopState, event: PartEndEvent): StreamEvent[] {
  const part = state.open.get(event.index);
  if (!part) return [];
  state.open.delete(event.index);
  const text = part.scanner?.flush() ?? '';
  const delta = { type: 'text' as const, text };
  const held: StreamEvent[] =
    text === '' ? [] : [{ type: 'part-delta', index: event.index, delta }];
  return [...held, event, ...finishEarly(state)];
}

function finishEarly({ cuts, choices, open, usage }: StopState): StreamEvent[] {
  if (cuts.size < choices || open.size > 0) return [];
  const finishes = [...cuts].sort(([left], [right]) => left - right);
  return [
    {
      type: 'finish',
      finishes: finishes.map(([, stop]) => finishOf(stop)),
      usage: usage.certainty === 'final' ? { ...usage, certainty: 'partial' } : usage,
    },
  ];
}

function cutFinishes({ cuts }: StopState, finishes: readonly Finish[]): Finish[] {
  return finishes.map((finish, choice) => {
    const stop = cuts.get(choice);
    return stop === undefined ? finish : finishOf(stop);
  });
}

function finishOf(stopSequence: string): Finish {
  return { reason: 'stop-sequence', stopSequence };
}
