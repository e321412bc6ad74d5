import { type Part, type PartDelta, type StreamEvent } from '@gateway/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accumulate } from '../../../test/anthropic-messages/accumulate.ts';
import { checkLifecycle } from '../../../test/anthropic-messages/check-lifecycle.ts';
import {
  callPart,
  close,
  finish,
  grow,
  open,
  reasoningPart,
  start,
  textPart,
} from '../../../test/anthropic-messages/events.ts';
import { answerContext, foreignExchange } from '../../../test/anthropic-messages/fixtures.ts';
import { encodeAll } from '../../../test/anthropic-messages/run-stream.ts';

/** One part: its seed, its growth, and what a client must see of it. */
interface Script {
  readonly seed: Part;
  readonly deltas: readonly PartDelta[];
  readonly seen: unknown;
}

const pieces = fc.array(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 5 });

const cut = (text: string, size: number): string[] =>
  text.match(new RegExp(`[^]{1,${size}}`, 'gu')) ?? [];

const textScript = pieces.map(
  (texts): Script => ({
    seed: textPart,
    deltas: texts.map((text) => ({ type: 'text', text })),
    seen: texts.join('') === '' ? undefined : { type: 'text', text: texts.join('') },
  }),
);

const reasoningScript = fc
  .tuple(pieces, fc.option(fc.string({ minLength: 1 }), { nil: undefined }))
  .map(([texts, state]): Script => {
    const value = `gw1.${state}`;
    const seal = { family: 'openai', form: 'encrypted', value } as const;
    const thinking = texts.join('');
    const isEmpty = thinking === '' && state === undefined;
    return {
      seed: reasoningPart,
      deltas: [
        ...(state === undefined ? [] : [{ type: 'seal', seal } as const]),
        ...texts.map((text) => ({ type: 'reasoning', text }) as const),
      ],
      seen: isEmpty
        ? undefined
        : { type: 'thinking', thinking, signature: state === undefined ? '' : value },
    };
  });

const callScript = fc
  .tuple(
    fc.string({ minLength: 1, maxLength: 8 }),
    fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
    fc.integer({ min: 1, max: 9 }),
    fc.boolean(),
  )
  .map(([id, input, size, isNamed]): Script => {
    const text = JSON.stringify(input);
    return {
      seed: callPart(id, isNamed ? 'tool' : ''),
      deltas: cut(text, size).map((piece) => ({ type: 'tool-input', text: piece })),
      seen: { type: 'tool_use', id, input: JSON.parse(text) },
    };
  });

const scripts = fc.array(fc.oneof(textScript, reasoningScript, callScript), { maxLength: 6 });

/** Interleaves parts: `choices` picks who goes on next. */
function interleave(parts: readonly Script[], choices: readonly number[]): StreamEvent[] {
  const queues = parts.map(({ seed, deltas }, index): StreamEvent[] => [
    open(index, seed),
    ...deltas.map((delta) => grow(index, delta)),
    close(index),
  ]);
  const events: StreamEvent[] = [];
  let opened = 0;
  let turn = 0;
  while (queues.some((queue) => queue.length > 0)) {
    const choice = choices[turn % Math.max(1, choices.length)] ?? 0;
    turn += 1;
    // Parts begin in the order of their index; any part that has begun may go on.
    const mayBegin = opened < queues.length ? [opened] : [];
    const ready = [...queues.keys()].filter(
      (at) => (at < opened && (queues[at]?.length ?? 0) > 0) || mayBegin.includes(at),
    );
    const at = ready[choice % ready.length] ?? 0;
    if (at === opened) opened += 1;
    const event = queues[at]?.shift();
    if (event) events.push(event);
  }
  return events;
}

describe('any interleaving of parts', () => {
  it('keeps the grammar and all content, in the order in which the parts began', () => {
    fc.assert(
      fc.property(scripts, fc.array(fc.nat(20), { minLength: 1 }), (parts, choices) => {
        const events = [start, ...interleave(parts, choices), finish('tool-calls')];
        const written = encodeAll(events, answerContext(foreignExchange));
        checkLifecycle(written);
        const seen = parts.map((part) => part.seen).filter((part) => part !== undefined);
        const { content } = accumulate(written);
        expect(content).toHaveLength(seen.length);
        expect(content).toMatchObject(seen);
      }),
      { numRuns: 400, seed: 20_261_121 },
    );
  });
});
