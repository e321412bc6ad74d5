import {
  type GenerateResponse,
  isJsonObject,
  type Json,
  type JsonObject,
  type Part,
  totalInputTokens,
} from '@gateway/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerContext, chunk, done, recordedAnswers } from '../../../test/openai-chat/support.ts';
import { foldStream } from '../../fold-stream.ts';
import { replayAsStream } from '../../replay-as-stream.ts';
import { decodeResponse } from './response-decode.ts';
import { encodeResponse } from './response-encode.ts';
import { createStreamDecoder } from './stream-decode.ts';
import { createStreamEncoder } from './stream-encode.ts';
import { decodeUsage, encodeUsage } from './usage.ts';

const foreign = answerContext({ to: 'anthropic-messages' });
const own = answerContext();

function answerOf(message: JsonObject, choice: JsonObject = {}): GenerateResponse {
  return decodeResponse({ choices: [{ message, finish_reason: 'stop', ...choice }] }, own);
}

function encoded(parts: readonly Part[], rest: Partial<GenerateResponse['choices'][0]> = {}) {
  const response: GenerateResponse = {
    id: 'msg_1',
    model: 'up',
    choices: [{ index: 0, parts, finish: { reason: 'stop' }, ...rest }],
    usage: { input: { uncachedTokens: 0 }, output: { totalTokens: 0 }, certainty: 'none' },
  };
  const value = encodeResponse(response, foreign);
  if (!isJsonObject(value)) throw new Error('no object');
  return value;
}

describe('decodeResponse', () => {
  it.each<[string, Json, string]>([
    ['text', 'hello', 'upstream_invalid_response'],
    ['a list', [], 'upstream_invalid_response'],
    ['no choices', { id: 'x' }, 'upstream_invalid_response'],
    ['empty choices', { choices: [] }, 'upstream_invalid_response'],
    [
      'an error inside a 200',
      { error: { message: 'slow', code: 'rate_limit_exceeded' } },
      'upstream_rate_limited',
    ],
  ])('refuses %s', (_, body, code) => {
    expect(() => decodeResponse(body, own)).toThrow(expect.objectContaining({ code }));
  });

  it('orders what a message says: reasoning, text, refusal, speech, pictures, calls', () => {
    const { choices } = answerOf({
      tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
      images: [{ type: 'image_url', image_url: { url: 'https://a.example' } }],
      audio: { id: 'au', data: 'QQ==', transcript: 'a', expires_at: 9 },
      refusal: 'no',
      content: 'Hi',
      reasoning: 'Hm',
    });
    expect(choices[0]?.parts.map(({ type }) => type)).toEqual([
      'reasoning',
      'text',
      'refusal',
      'audio',
      'image',
      'tool-call',
    ]);
    expect(choices[0]?.finish).toEqual({ reason: 'tool-calls', native: 'stop' });
  });

  it('takes an answer without a reason for one that stopped', () => {
    expect(answerOf({ content: 'x' }, { finish_reason: null }).choices[0]?.finish).toEqual({
      reason: 'stop',
    });
    expect(answerOf({ content: 'x' }, { finish_reason: 'odd' }).choices[0]?.finish).toEqual({
      reason: 'other',
      native: 'odd',
    });
    expect(answerOf({ refusal: 'no' }).choices[0]?.finish.reason).toBe('refusal');
  });
});

describe('encodeResponse', () => {
  it('writes an answer of another dialect whole', () => {
    const seal = { family: 'anthropic', form: 'signature', value: 'gw1.x' } as const;
    const value = encoded(
      [
        { type: 'reasoning', text: 'Hm', seals: [seal], visibility: 'full' },
        { type: 'text', text: 'Hel' },
        { type: 'text', text: 'lo' },
        {
          type: 'tool-call',
          toolCallId: 'a',
          toolName: 'f',
          inputFormat: 'json',
          input: { text: '' },
        },
      ],
      { finish: { reason: 'tool-calls', native: 'tool_use' } },
    );
    expect(value).toMatchInlineSnapshot(`
      {
        "choices": [
          {
            "finish_reason": "tool_calls",
            "index": 0,
            "message": {
              "content": "Hello",
              "reasoning_content": "Hm",
              "reasoning_details": [
                {
                  "format": "anthropic-claude-v1",
                  "index": 0,
                  "signature": "gw1.x",
                  "text": "Hm",
                  "type": "reasoning.text",
                },
              ],
              "role": "assistant",
              "tool_calls": [
                {
                  "function": {
                    "arguments": "{}",
                    "name": "f",
                  },
                  "id": "a",
                  "type": "function",
                },
              ],
            },
          },
        ],
        "created": 1700000000,
        "id": "chatcmpl-msg_1",
        "model": "asked-model",
        "object": "chat.completion",
      }
    `);
  });

  it('says a refusal in words (D05)', () => {
    const detail = { type: 'refusal', explanation: 'I may not.' };
    const value = encoded([], { finish: { reason: 'refusal', detail } });
    expect(value['choices']).toEqual([
      {
        index: 0,
        finish_reason: 'content_filter',
        message: { role: 'assistant', content: '', refusal: 'I may not.' },
      },
    ]);
  });

  it('leaves out what chat clients have no place for, and says so', () => {
    const native = { dialect: 'anthropic-messages', value: {} } as const;
    encoded([
      { type: 'compaction', text: 'sum', seals: [] },
      { type: 'text', text: 'x', citations: [{ unit: 'block', native }] },
    ]);
    expect(foreign.loss.entries.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['part_dropped', 'citation_dropped']),
    );
  });

  it.each<[string, GenerateResponse['choices'][0]['finish']['reason'], string]>([
    ['a stop string', 'stop-sequence', 'stop'],
    ['a full context', 'context-full', 'length'],
    ['a pause', 'paused', 'stop'],
    ['a filter', 'content-filter', 'content_filter'],
    ['claimed calls that are not there', 'tool-calls', 'stop'],
    ['a malformed call', 'malformed-tool-call', 'stop'],
  ])('names the reason for %s', (_, reason, word) => {
    expect(encoded([{ type: 'text', text: 'x' }], { finish: { reason } })['choices']).toMatchObject(
      [{ finish_reason: word }],
    );
  });

  it('shows one change as one difference', () => {
    for (const { value } of recordedAnswers.slice(0, 20)) {
      const context = answerContext({ requestedModel: 'other' });
      expect(encodeResponse(decodeResponse(value, context), context)).toStrictEqual({
        ...value,
        model: 'other',
      });
    }
  });
});

describe('usage', () => {
  it.each<
    [
      string,
      JsonObject,
      [read: number | undefined, write: number | undefined, uncached: number, total: number],
    ]
  >([
    [
      'OpenAI',
      {
        prompt_tokens: 100,
        completion_tokens: 9,
        total_tokens: 109,
        prompt_tokens_details: { cached_tokens: 75, cache_write_tokens: 5 },
      },
      [75, 5, 20, 9],
    ],
    [
      'DeepSeek',
      {
        prompt_tokens: 100,
        completion_tokens: 9,
        prompt_cache_hit_tokens: 64,
        prompt_cache_miss_tokens: 36,
      },
      [64, undefined, 36, 9],
    ],
    [
      'Moonshot',
      { prompt_tokens: 100, completion_tokens: 9, cached_tokens: 10 },
      [10, undefined, 90, 9],
    ],
    [
      'routers to Anthropic',
      {
        prompt_tokens: 100,
        completion_tokens: 9,
        cache_read_input_tokens: 10,
        cache_creation_input_tokens: 30,
      },
      [10, 30, 60, 9],
    ],
    [
      'xAI, which counts reasoning apart',
      {
        prompt_tokens: 12,
        completion_tokens: 1,
        total_tokens: 241,
        completion_tokens_details: { reasoning_tokens: 228 },
      },
      [undefined, undefined, 12, 229],
    ],
    ['nobody', {}, [undefined, undefined, 0, 0]],
  ])('is a partition of what %s says', (_, value, [read, write, uncached, total]) => {
    const { input, output } = decodeUsage(value);
    expect([input.cacheReadTokens, input.cacheWriteTokens, input.uncachedTokens]).toEqual([
      read,
      write,
      uncached,
    ]);
    expect(output.totalTokens).toBe(total);
    expect(encodeUsage(decodeUsage(value))).toBe(value);
  });

  it('of another dialect is written inclusive, zeros as zeros, unknown not at all (D04, G26)', () => {
    const native = { dialect: 'anthropic-messages', value: {} } as const;
    const usage = {
      input: { uncachedTokens: 25, cacheReadTokens: 75, cacheWriteTokens: 0 },
      output: { totalTokens: 9 },
      certainty: 'final',
      native,
    } as const;
    expect(encodeUsage(usage)).toEqual({
      prompt_tokens: 100,
      completion_tokens: 9,
      total_tokens: 109,
      prompt_tokens_details: { cached_tokens: 75, cache_write_tokens: 0 },
    });
    expect(totalInputTokens(usage)).toBe(100);
  });

  it('that was changed is written over what the upstream said', () => {
    const value = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, cost: 3 };
    const usage = decodeUsage(value);
    const more = { ...usage, output: { totalTokens: 6 } };
    expect(encodeUsage(more)).toEqual({ ...value, completion_tokens: 6, total_tokens: 16 });
  });
});

describe('any answer', () => {
  const words = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 8 })
    .filter((text) => text.isWellFormed());
  const part: fc.Arbitrary<Part> = fc.oneof(
    words.map((text): Part => ({ type: 'text', text })),
    words.map((text): Part => ({ type: 'reasoning', text, seals: [], visibility: 'full' })),
    fc
      .tuple(
        fc.uuid(),
        fc.constantFrom('f', 'g'),
        fc.dictionary(fc.constantFrom('x', 'y'), fc.jsonValue()),
      )
      .map(
        ([toolCallId, toolName, input]): Part => ({
          type: 'tool-call',
          toolCallId,
          toolName,
          inputFormat: 'json',
          input: { text: JSON.stringify(input) },
        }),
      ),
  );
  const answer = fc.array(fc.array(part, { maxLength: 5 }), { minLength: 1, maxLength: 3 }).map(
    (choices): GenerateResponse => ({
      id: 'x',
      model: 'm',
      choices: choices.map((parts, index) => ({
        index,
        parts,
        finish: { reason: parts.some(({ type }) => type === 'tool-call') ? 'tool-calls' : 'stop' },
      })),
      usage: { input: { uncachedTokens: 3 }, output: { totalTokens: 2 }, certainty: 'final' },
    }),
  );

  /** What a client puts together, whether it came whole or in pieces. */
  function gist({ choices }: GenerateResponse) {
    return choices.map(({ parts, finish }) => ({
      reason: finish.reason,
      text: parts.map((each) => (each.type === 'text' ? each.text : '')).join(''),
      reasoning: parts.map((each) => (each.type === 'reasoning' ? each.text : '')).join(''),
      calls: parts.flatMap((each) =>
        each.type === 'tool-call' ? [[each.toolCallId, each.toolName, each.input.text]] : [],
      ),
    }));
  }

  it('says the same streamed and whole (D12)', () => {
    fc.assert(
      fc.property(answer, (response) => {
        const whole = decodeResponse(encodeResponse(response, foreign), own);
        const encoder = createStreamEncoder(foreign);
        const decoder = createStreamDecoder(own);
        const frames = replayAsStream(response).flatMap((event) => encoder.push(event));
        const events = [...frames.flatMap((frame) => decoder.push(frame)), ...decoder.end()];
        const folded = foldStream(events);
        if (!folded.ok) {
          // An answer of nothing at all is no answer in a stream.
          expect(gist(response).every(({ text, calls }) => text === '' && calls.length === 0)).toBe(
            true,
          );
          return;
        }
        expect(gist(folded.response)).toEqual(gist(whole));
        expect(gist(whole)).toEqual(gist(response));
      }),
    );
  });

  it('cut into any pieces streams to the same events', () => {
    const frames = [chunk({ content: 'Hé' }), chunk({}, { finish_reason: 'stop' }), done];
    const decoder = createStreamDecoder(own);
    expect(frames.flatMap((frame) => decoder.push(frame)).at(-1)?.type).toBe('finish');
    expect(decoder.push(chunk({ content: 'late' }))).toEqual([]);
    expect(decoder.end()).toEqual([]);
  });
});
