import type { Part, PartDelta } from '@gateway/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldStream } from '../fold-stream.ts';
import { replayAsStream } from '../replay-as-stream.ts';
import { createGrowingPart } from './growing-part.ts';
import { unfoldPart } from './unfold-part.ts';

function grow(seed: Part, deltas: readonly PartDelta[]): Part {
  const growing = createGrowingPart(seed);
  for (const delta of deltas) growing.grow(delta);
  return growing.toPart();
}

const seal = fc.record({
  family: fc.constantFrom('anthropic' as const, 'openai' as const),
  form: fc.constantFrom('signature' as const, 'redacted' as const),
  value: fc.string({ minLength: 1 }),
});
const citation = fc.record({
  unit: fc.constant('utf16' as const),
  url: fc.webUrl(),
  native: fc.constant({ dialect: 'openai-chat' as const, value: null }),
});
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record(
    {
      type: fc.constant('text' as const),
      text: fc.string(),
      citations: fc.array(citation, { maxLength: 2 }),
      logprobs: fc.constant({ content: [{ token: 'a' }], refusal: null }),
    },
    { requiredKeys: ['type', 'text'] },
  ),
  fc.record({ type: fc.constant('refusal' as const), text: fc.string() }),
  fc.record(
    {
      type: fc.constant('reasoning' as const),
      text: fc.string(),
      summary: fc.array(fc.string(), { maxLength: 3 }),
      seals: fc.array(seal, { maxLength: 2 }),
      visibility: fc.constantFrom('full' as const, 'none' as const),
    },
    { requiredKeys: ['type', 'text', 'seals', 'visibility'] },
  ),
  fc.record({
    type: fc.constant('tool-call' as const),
    toolCallId: fc.string({ minLength: 1 }),
    toolName: fc.string({ minLength: 1 }),
    inputFormat: fc.constantFrom('json' as const, 'text' as const),
    input: fc.record({ text: fc.string() }),
  }),
);

describe('growth of parts', () => {
  it('gives a part back that was taken apart', () => {
    fc.assert(
      fc.property(part, (whole) => {
        const { seed, deltas } = unfoldPart(whole);
        expect(grow(seed, deltas)).toEqual(whole);
      }),
    );
  });

  it('joins log probabilities of pieces', () => {
    const start: Part = { type: 'text', text: '' };
    const deltas: PartDelta[] = [
      { type: 'text', text: 'a', logprobs: { content: [1], refusal: null } },
      { type: 'text', text: 'b' },
      { type: 'text', text: 'c', logprobs: { content: [2], refusal: null } },
    ];
    expect(grow(start, deltas)).toEqual({
      type: 'text',
      text: 'abc',
      logprobs: { content: [1, 2], refusal: null },
    });
  });

  it('joins sound as bytes where a piece is padded', () => {
    const start: Part = {
      type: 'audio',
      media: { source: 'inline', mediaType: 'audio/wav', base64: btoa('a') },
    };
    const more: PartDelta[] = [
      { type: 'audio', base64: btoa('bc'), transcript: 'h' },
      { type: 'audio', base64: btoa('defg'), transcript: 'i' },
    ];
    expect(grow(start, more)).toMatchObject({
      media: { base64: btoa('abcdefg') },
      transcript: 'hi',
    });
    const broken: PartDelta[] = [{ type: 'audio', base64: '%' }];
    expect(grow(start, broken)).toMatchObject({ media: { base64: `${btoa('a')}%` } });
  });
});

describe('replayAsStream', () => {
  it('is undone by foldStream', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(part, { maxLength: 4 }), { minLength: 1, maxLength: 3 }),
        (all) => {
          const response = {
            id: 'x',
            model: 'm',
            createdAtSeconds: 3,
            choices: all.map((parts, index) => ({
              index,
              parts,
              finish: { reason: 'stop' as const },
            })),
            usage: {
              input: { uncachedTokens: 1 },
              output: { totalTokens: 2 },
              certainty: 'final' as const,
            },
            serviceTier: 'default',
          };
          expect(foldStream(replayAsStream(response))).toEqual({ ok: true, response });
        },
      ),
    );
  });

  it('gives no answer for a stream that is empty, unfinished or failed', () => {
    const error = { code: 'upstream_error' as const, message: 'no' };
    const start = { type: 'stream-start' as const, id: 'x', model: 'm' };
    expect(foldStream([])).toMatchObject({ ok: false, error: { code: 'upstream_truncated' } });
    expect(foldStream([start])).toMatchObject({ ok: false, error: { code: 'upstream_truncated' } });
    expect(foldStream([start, { type: 'error', error }])).toEqual({ ok: false, error });
  });
});
