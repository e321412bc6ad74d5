import type { Json, JsonObject } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { createStreamTranslator, translateResponse } from '../src/index.ts';
import {
  chatUsage,
  chunk,
  exchangeOf,
  type FoldedMessage,
  foldMessages,
  runStream,
  sse,
  usageChunk,
  weatherTool,
} from './support.ts';

const exchange = exchangeOf('anthropic-messages', 'openai-chat', {
  members: { tools: [weatherTool['anthropic-messages']] },
});
const run = (...events: readonly Json[]) => runStream(exchange, sse(...events));
const fold = (...events: readonly Json[]): FoldedMessage => foldMessages(run(...events));
const finish = (reason: string, rest: JsonObject = {}): JsonObject =>
  chunk({}, { finish_reason: reason, ...rest });
const call = (members: JsonObject): JsonObject => chunk({ tool_calls: [{ index: 0, ...members }] });
const named = (json = ''): JsonObject => ({ name: 'weather', arguments: json });
const args = (json: string): JsonObject => ({ arguments: json });
const done = [finish('tool_calls'), usageChunk, '[DONE]'] as const;

describe('a Messages client on a chat upstream, streamed', () => {
  it('gets usage once, although the upstream says it twice (B01)', () => {
    const { content, usage } = fold(
      chunk({ content: 'hi' }),
      finish('stop', { usage: chatUsage }),
      usageChunk,
      '[DONE]',
    );
    expect(content).toMatchObject([{ type: 'text', text: 'hi' }]);
    expect(usage).toMatchObject({
      input_tokens: 12,
      cache_read_input_tokens: 8,
      output_tokens: 5,
    });
  });

  it('keeps the name of a call whose later deltas say null (B02)', () => {
    const { content } = fold(
      call({ id: 'c1', type: 'function', function: named() }),
      call({ function: { name: null, arguments: '{"a":1}' } }),
      ...done,
    );
    expect(content).toMatchObject([
      { type: 'tool_use', id: 'c1', name: 'weather', input: { a: 1 } },
    ]);
  });

  it('gets a made-up name for a call that never has one (B03)', () => {
    const { content, stopReason } = fold(
      call({ id: 'c1', type: 'function', function: { name: '', arguments: '{"a"' } }),
      call({ function: { name: '', arguments: ':1}' } }),
      ...done,
    );
    expect(content).toMatchObject([
      { type: 'tool_use', id: 'c1', name: 'tool_0', input: { a: 1 } },
    ]);
    expect(stopReason).toBe('tool_use');
  });

  it('takes a name that is a number for a missing one (B04)', () => {
    const { content } = fold(
      call({ id: 'c1', function: { name: 7, arguments: '{}' } }),
      call({ function: { name: 'weather' } }),
      ...done,
    );
    expect(content).toMatchObject([{ type: 'tool_use', name: 'weather' }]);
  });

  it('starts a call once although its name is repeated (B05)', () => {
    const { content } = fold(
      call({ id: 'c1', function: named('{"a"') }),
      call({ id: 'c1', function: named(':1}') }),
      ...done,
    );
    expect(content).toMatchObject([{ name: 'weather', input: { a: 1 } }]);
  });

  it('numbers blocks without gaps when one of two calls has no name (B06)', () => {
    const { content } = fold(
      chunk({ tool_calls: [{ index: 0, id: 'c0', function: { name: '', arguments: '{"a":1}' } }] }),
      chunk({ tool_calls: [{ index: 1, id: 'c1', function: named('{"b":2}') }] }),
      ...done,
    );
    expect(content).toHaveLength(2);
    expect(content).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'tool_use', id: 'c0', name: 'tool_0', input: { a: 1 } }),
        expect.objectContaining({ type: 'tool_use', id: 'c1', name: 'weather', input: { b: 2 } }),
      ]),
    );
  });

  it('gets nothing of a call without name, id and arguments (B07)', () => {
    const { content, stopReason } = fold(call({ function: { name: '', arguments: '' } }), ...done);
    expect(content).toEqual([]);
    expect(stopReason).toBe('end_turn');
  });

  it.each<[string, JsonObject]>([
    ['in the second delta (B08)', { id: 'late', function: args('"a":1}') }],
    ['in a delta without function (B09)', { id: 'late' }],
  ])('gets an id that arrives %s', (_name, second) => {
    const rest = 'function' in second ? [] : [call({ function: args('"a":1}') })];
    const { content } = fold(
      call({ id: '', function: named('{') }),
      call(second),
      ...rest,
      ...done,
    );
    expect(content).toMatchObject([{ type: 'tool_use', id: 'late', input: { a: 1 } }]);
  });

  it('gets a made-up id where none arrives (B10)', () => {
    const { content, stopReason } = fold(call({ function: named('{"a":1}') }), ...done);
    expect(content).toMatchObject([{ type: 'tool_use', input: { a: 1 } }]);
    expect(content[0]?.['id']).toMatch(/^toolu_.+/);
    expect(stopReason).toBe('tool_use');
  });

  it('gets calls without ids in the order of their index (B11)', () => {
    const one = (index: number): JsonObject =>
      chunk({ tool_calls: [{ index, function: named(`{"n":${index}}`) }] });
    const { content } = fold(one(2), one(0), one(1), ...done);
    expect(content.map(({ input }) => input)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
  });

  it('ignores an id after the finish (B12)', () => {
    const { content } = fold(
      call({ function: named('{"a":1}') }),
      finish('tool_calls'),
      call({ id: 'too-late' }),
      '[DONE]',
    );
    expect(content).toMatchObject([{ input: { a: 1 } }]);
  });

  it('gets text between two calls in a block of its own (B13)', () => {
    const { content } = fold(
      call({ id: 'c1', function: named('{"a":1}') }),
      chunk({ content: 'between' }),
      chunk({ tool_calls: [{ index: 1, id: 'c2', function: named('{}') }] }),
      ...done,
    );
    expect(content.map(({ type }) => type)).toEqual(['tool_use', 'text', 'tool_use']);
  });

  it('gets text behind a whole call, and a second call, as they come (B13, B19)', () => {
    const translator = createStreamTranslator({ exchange });
    const push = (event: JsonObject): string =>
      translator.push(new TextEncoder().encode(sse(event))).output;
    push(call({ id: 'c1', function: named('{"a":1}') }));
    expect(push(chunk({ content: 'between' }))).toContain('"between"');
    push(chunk({ tool_calls: [{ index: 1, id: 'c2', function: named('{}') }] }));
    const third = chunk({ tool_calls: [{ index: 2, id: 'c3', function: named('{"b"') }] });
    expect(push(third)).toContain('"c3"');
  });

  it('gets an error for a call that goes on behind its whole arguments', () => {
    const { translator } = run(
      call({ id: 'c1', function: named('{"a":1}') }),
      chunk({ content: 'between' }),
      call({ function: args('{"b":2}') }),
      ...done,
    );
    expect(translator.failed?.code).toBe('upstream_invalid_response');
  });

  it('gets reasoning and text in separate blocks of one message (B14)', () => {
    const { content } = fold(
      chunk({ role: 'assistant', reasoning_content: 'hm' }),
      chunk({ reasoning_content: 'm' }),
      chunk({ content: 'so' }),
      finish('stop'),
      '[DONE]',
    );
    expect(content).toMatchObject([
      { type: 'thinking', thinking: 'hmm' },
      { type: 'text', text: 'so' },
    ]);
  });

  it('gets the arguments of a call that comes in one chunk (B15)', () => {
    const { content } = fold(call({ id: 'c1', function: named('{"a":1}') }), ...done);
    expect(content).toMatchObject([{ input: { a: 1 } }]);
  });

  it('gets no empty text block before a first call (B16, B18)', () => {
    const { content } = fold(
      chunk({ tool_calls: [{ index: 0, id: 'c1', function: named() }], content: '' }),
      call({ function: args('{}') }),
      ...done,
    );
    expect(content.map(({ type }) => type)).toEqual(['tool_use']);
  });

  it('gets usage from a last chunk without choices (B17)', () => {
    const { usage } = fold(chunk({ content: 'x' }), finish('stop'), usageChunk, '[DONE]');
    expect(usage).toMatchObject({
      input_tokens: 12,
      cache_read_input_tokens: 8,
      output_tokens: 5,
    });
  });

  it('gets interleaved calls one after the other, unmixed (B19)', () => {
    const piece = (index: number, members: JsonObject): JsonObject =>
      chunk({ tool_calls: [{ index, ...members }] });
    const { content } = fold(
      piece(0, { id: 'c0', function: named('{"a"') }),
      piece(1, { id: 'c1', function: named('{"b"') }),
      piece(0, { function: args(':1}') }),
      piece(1, { function: args(':2}') }),
      ...done,
    );
    expect(content).toMatchObject([
      { id: 'c0', input: { a: 1 } },
      { id: 'c1', input: { b: 2 } },
    ]);
  });

  it('gets a refusal as text with the stop reason refusal (B20)', () => {
    const { content, stopReason } = fold(
      chunk({ refusal: 'I will ' }),
      chunk({ refusal: 'not.' }),
      finish('stop'),
      '[DONE]',
    );
    expect(content).toMatchObject([{ type: 'text', text: 'I will not.' }]);
    expect(stopReason).toBe('refusal');
  });

  it('gets reasoning once, although it comes under two names (B21)', () => {
    const { content } = fold(
      chunk({ reasoning: 'hm', reasoning_content: 'hm' }),
      chunk({ content: 'x' }),
      finish('stop'),
      '[DONE]',
    );
    expect(content).toMatchObject([
      { type: 'thinking', thinking: 'hm' },
      { type: 'text', text: 'x' },
    ]);
  });

  it('gets reasoning out of tags that are split over chunks, where the profile says so (B22)', () => {
    const tagged = exchangeOf('anthropic-messages', 'openai-chat', {
      target: { reasoning: { thinkTagsInText: true } },
    });
    const pieces = ['<thi', 'nk>hm', 'm</th', 'ink>\nso'].map((content) => chunk({ content }));
    const { content } = foldMessages(runStream(tagged, sse(...pieces, finish('stop'), '[DONE]')));
    expect(content.map(({ type }) => type)).toEqual(['thinking', 'text']);
    expect(content[0]).toMatchObject({ thinking: 'hmm' });
    expect(String(content[1]?.['text']).trim()).toBe('so');
  });

  it('ignores an empty finish reason (B23)', () => {
    const { content } = fold(
      chunk({ content: 'a' }, { finish_reason: '' }),
      chunk({ content: 'b' }, { finish_reason: '' }),
      finish('stop'),
      '[DONE]',
    );
    expect(content).toMatchObject([{ text: 'ab' }]);
  });

  it('gets a whole message where the upstream closes without [DONE] (B24)', () => {
    const { stopReason } = fold(chunk({ content: 'a' }), finish('stop'));
    expect(stopReason).toBe('end_turn');
  });

  it('gets unsigned reasoning with an empty signature (B25)', () => {
    const out = run(
      chunk({ reasoning_content: 'hm' }),
      chunk({ content: 'x' }),
      finish('stop'),
      '[DONE]',
    );
    foldMessages(out);
    expect(out.payloads.find(({ type }) => type === 'content_block_start')).toMatchObject({
      content_block: { type: 'thinking', thinking: '', signature: '' },
    });
    expect(out.text.match(/signature_delta/g)?.length ?? 0).toBeLessThanOrEqual(1);
  });

  it('gets nothing of what follows [DONE] (K15)', () => {
    const { content } = fold(
      chunk({ content: 'a' }),
      finish('stop'),
      '[DONE]',
      chunk({ content: 'b' }),
    );
    expect(content).toMatchObject([{ text: 'a' }]);
  });

  it('is not disturbed by a filter chunk without choices (K18)', () => {
    const filter = {
      id: '',
      object: '',
      created: 0,
      model: '',
      choices: [],
      prompt_filter_results: [],
    };
    const { content } = fold(filter, chunk({ content: 'a' }), finish('stop'), '[DONE]');
    expect(content).toMatchObject([{ text: 'a' }]);
  });

  it.each([
    ['a cut in the middle', sse(chunk({ content: 'a' }))],
    ['a cut after the preamble', sse(chunk({ role: 'assistant', content: '' }))],
    ['nothing at all', ''],
    ['a call cut short', sse(call({ id: 'c1', function: named('{"a"') }))],
  ])('gets exactly one error after %s', (_name, upstream) => {
    const { events, payloads, translator } = runStream(exchange, upstream);
    expect(events.filter(({ event }) => event === 'error')).toHaveLength(1);
    expect(events.at(-1)?.event).toBe('error');
    expect(payloads.some(({ type }) => type === 'message_stop')).toBe(false);
    expect(translator.failed?.code).toBe('upstream_truncated');
    expect(translator.finished).toBe(false);
  });

  it('gets an error for a finished call whose arguments are no JSON', () => {
    const { translator, payloads } = run(call({ id: 'c1', function: named('{"a"') }), ...done);
    expect(translator.failed?.code).toBe('upstream_invalid_response');
    expect(payloads.at(-1)).toMatchObject({ type: 'error' });
  });
});

describe('a Messages client on a chat upstream, not streamed', () => {
  it('gets text and calls in order where the content lists both (B26)', () => {
    const content = [
      { type: 'text', text: 'Let me see.' },
      {
        type: 'tool_calls',
        tool_calls: [{ id: 'c1', type: 'function', function: named('{"a":1}') }],
      },
      { type: 'text', text: 'And so.' },
    ];
    const message = { role: 'assistant', content };
    const result = translateResponse({
      exchange: { ...exchange, stream: false },
      response: { body: { choices: [{ index: 0, message, finish_reason: 'stop' }] } },
    });
    expect(result).toMatchObject({
      ok: true,
      response: {
        body: {
          content: [
            { type: 'text', text: 'Let me see.' },
            { type: 'tool_use', id: 'c1', name: 'weather', input: { a: 1 } },
            { type: 'text', text: 'And so.' },
          ],
          stop_reason: 'tool_use',
        },
      },
    });
  });

  it('gets a made-up id for a call that has none (B10)', () => {
    const calls = [{ type: 'function', function: named('{}') }];
    const message = { role: 'assistant', content: null, tool_calls: calls };
    const body = { choices: [{ index: 0, message, finish_reason: 'tool_calls' }] };
    const ids = (['anthropic-messages', 'openai-chat'] as const).map((from) => {
      const result = translateResponse({
        exchange: exchangeOf(from, 'openai-chat'),
        response: { body },
      });
      return JSON.stringify(result.ok && result.response.body);
    });
    expect(ids[0]).toMatch(/"id":"toolu_\w+"/);
    expect(ids[1]).toMatch(/"id":"call_\w+"/);
  });

  it('gets text and calls in order', () => {
    const result = translateResponse({
      exchange: { ...exchange, stream: false },
      response: {
        body: {
          id: 'chatcmpl-1',
          object: 'chat.completion',
          created: 1,
          model: 'up',
          choices: [
            {
              index: 0,
              message: {
                role: 'assistant',
                content: 'Let me see.',
                tool_calls: [{ id: 'c1', type: 'function', function: named('{"a":1}') }],
              },
              finish_reason: 'tool_calls',
            },
          ],
          usage: chatUsage,
        },
      },
    });
    expect(result).toMatchObject({
      ok: true,
      finishReasons: ['tool-calls'],
      response: {
        body: {
          type: 'message',
          role: 'assistant',
          model: 'm',
          content: [
            { type: 'text', text: 'Let me see.' },
            { type: 'tool_use', id: 'c1', name: 'weather', input: { a: 1 } },
          ],
          stop_reason: 'tool_use',
          usage: { input_tokens: 12, cache_read_input_tokens: 8, output_tokens: 5 },
        },
      },
    });
  });
});
