import type { Choice, GenerateResponse, Part, StreamEvent, Usage } from '@gateway/spec';
import { unfoldPart } from './stream/unfold-part.ts';

/**
 * Tells a complete answer as the events of a stream, each part in one delta. Folding the events
 * gives the answer back, but for notes about wire form.
 *
 * @returns events that keep to the grammar of canonical streams, ending with `finish`
 * @throws never
 */
export function replayAsStream(response: GenerateResponse): StreamEvent[] {
  const parts = response.choices.flatMap((choice) =>
    choice.parts.map((part) => ({ part, choice: choice.index })),
  );
  return [
    startOf(response),
    ...parts.flatMap(({ part, choice }, index) => replayPart(part, index, choice)),
    finishOf(response),
  ];
}

function startOf(response: GenerateResponse): StreamEvent {
  const { id, model, createdAtSeconds, serviceTier, usage, wire } = response;
  return {
    type: 'stream-start',
    id,
    model,
    ...(createdAtSeconds !== undefined && { createdAtSeconds }),
    ...(serviceTier !== undefined && { serviceTier }),
    ...(usage.certainty !== 'none' && { usage: inputSide(usage) }),
    ...(wire?.extra && { wire: { dialect: wire.dialect, extra: wire.extra } }),
  };
}

function inputSide({ input }: Usage): Usage {
  return { input, output: { totalTokens: 0 }, certainty: 'partial' };
}

function replayPart(part: Part, index: number, choice: number): StreamEvent[] {
  const { seed, deltas } = unfoldPart(part);
  return [
    { type: 'part-start', index, part: seed, ...(choice > 0 && { choice }) },
    ...deltas.map((delta) => ({ type: 'part-delta' as const, index, delta })),
    { type: 'part-end', index, part },
  ];
}

function finishOf({ choices, usage, serviceTier, container }: GenerateResponse): StreamEvent {
  const count = Math.max(0, ...choices.map(({ index }) => index + 1));
  const byIndex = new Map(choices.map((choice: Choice) => [choice.index, choice.finish]));
  return {
    type: 'finish',
    finishes: Array.from(
      { length: count },
      (_, index) => byIndex.get(index) ?? { reason: 'other' },
    ),
    usage,
    ...(serviceTier !== undefined && { serviceTier }),
    ...(container !== undefined && { container }),
  };
}
