import type { WireEvent } from '@gateway/protocols';
import type { Exchange, Part, StreamEvent } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { foldStream } from '../../fold-stream.ts';
import { wire, wireBlock, wireEnd, wireStart } from '../../../test/anthropic-messages/events.ts';
import { answerContext, nativeExchange } from '../../../test/anthropic-messages/fixtures.ts';
import { decodeAll } from '../../../test/anthropic-messages/run-stream.ts';

const decode = (events: readonly WireEvent[], exchange: Partial<Exchange> = {}): StreamEvent[] =>
  decodeAll(events, answerContext({ ...nativeExchange, ...exchange }));

function fold(events: readonly WireEvent[]) {
  const result = foldStream(decode(events));
  if (!result.ok) throw new Error(result.error.message);
  const [choice] = result.response.choices;
  return { ...result.response, parts: choice?.parts ?? [], finish: choice?.finish };
}

const text = (index: number, words: string): readonly WireEvent[] =>
  wireBlock(index, { type: 'text', text: '' }, [{ type: 'text_delta', text: words }]);

const last = (events: readonly StreamEvent[]): StreamEvent | undefined => events.at(-1);

describe('a Messages stream', () => {
  it('becomes canonical events', () => {
    const events = decode([
      wireStart(),
      wire('ping'),
      ...text(0, 'Hi'),
      ...wireEnd('end_turn', { output_tokens: 9 }),
    ]);
    expect(events).toMatchInlineSnapshot(`
      [
        {
          "id": "msg_1",
          "model": "claude",
          "type": "stream-start",
          "usage": {
            "certainty": "partial",
            "input": {
              "uncachedTokens": 3,
            },
            "native": {
              "dialect": "anthropic-messages",
              "value": {
                "input_tokens": 3,
                "output_tokens": 1,
              },
            },
            "output": {
              "totalTokens": 1,
            },
          },
          "wire": {
            "dialect": "anthropic-messages",
          },
        },
        {
          "type": "idle",
        },
        {
          "index": 0,
          "part": {
            "text": "",
            "type": "text",
            "wire": {
              "dialect": "anthropic-messages",
              "path": "content[0]",
            },
          },
          "type": "part-start",
        },
        {
          "delta": {
            "text": "Hi",
            "type": "text",
          },
          "index": 0,
          "type": "part-delta",
        },
        {
          "index": 0,
          "type": "part-end",
        },
        {
          "finishes": [
            {
              "native": "end_turn",
              "reason": "stop",
            },
          ],
          "type": "finish",
          "usage": {
            "certainty": "final",
            "input": {
              "uncachedTokens": 3,
            },
            "native": {
              "dialect": "anthropic-messages",
              "value": {
                "input_tokens": 3,
                "output_tokens": 9,
              },
            },
            "output": {
              "totalTokens": 9,
            },
          },
          "wire": {
            "dialect": "anthropic-messages",
            "extra": {
              "stop_sequence": null,
            },
            "form": {
              "delta": "stop_sequence",
            },
          },
        },
      ]
    `);
  });

  it('D01 gives thinking and its signature', () => {
    const { parts } = fold([
      wireStart(),
      ...wireBlock(0, { type: 'thinking', thinking: '', signature: '' }, [
        { type: 'thinking_delta', thinking: 'hm' },
        { type: 'signature_delta', signature: 'SIG==' },
      ]),
      ...wireEnd('end_turn'),
    ]);
    const seals = [{ family: 'anthropic', form: 'signature', value: 'SIG==' }];
    expect(parts).toMatchObject([{ type: 'reasoning', text: 'hm', seals, visibility: 'full' }]);
  });

  it('gives the signature of thinking that is not shown', () => {
    const { parts } = fold([
      wireStart(),
      ...wireBlock(0, { type: 'thinking', thinking: '', signature: '' }, [
        { type: 'signature_delta', signature: 'S' },
      ]),
      ...wireEnd('end_turn'),
    ]);
    expect(parts).toMatchObject([{ text: '', seals: [{ value: 'S' }], visibility: 'none' }]);
  });

  it('D02 keeps redacted thinking out of any text', () => {
    const { parts } = fold([
      wireStart(),
      ...wireBlock(0, { type: 'redacted_thinking', data: 'ENC' }),
      ...wireEnd('end_turn'),
    ]);
    const seals = [{ family: 'anthropic', form: 'redacted', value: 'ENC' }];
    expect(parts).toMatchObject([{ type: 'reasoning', text: '', seals }]);
  });

  it('names the family of the model that minted the state', () => {
    const events = decode(
      [
        wireStart(),
        ...wireBlock(0, { type: 'redacted_thinking', data: 'x' }),
        ...wireEnd('end_turn'),
      ],
      { targetFamily: 'moonshot' },
    );
    expect(events[1]).toMatchObject({ part: { seals: [{ family: 'moonshot' }] } });
  });

  it('D03 joins the usage of start and end', () => {
    const { usage } = fold([
      wireStart({ input_tokens: 25, cache_read_input_tokens: 75, output_tokens: 1 }),
      ...text(0, 'x'),
      ...wireEnd('end_turn', { output_tokens: 12 }),
    ]);
    expect(usage).toMatchObject({
      input: { uncachedTokens: 25, cacheReadTokens: 75 },
      output: { totalTokens: 12 },
      certainty: 'final',
    });
  });

  it('calls usage partial when the end told none', () => {
    const { usage } = fold([
      wireStart(),
      wire('message_delta', { delta: { stop_reason: 'end_turn' } }),
      wire('message_stop'),
    ]);
    expect(usage.certainty).toBe('partial');
  });

  it('D05 keeps what a refusal explains', () => {
    const detail = { type: 'refusal', category: 'cyber', explanation: 'no' };
    const { finish } = fold([
      wireStart(),
      wire('message_delta', {
        delta: { stop_reason: 'refusal', stop_sequence: null, stop_details: detail },
        usage: { output_tokens: 1 },
      }),
      wire('message_stop'),
    ]);
    expect(finish).toStrictEqual({ reason: 'refusal', native: 'refusal', detail });
  });

  it('D06 ends with the error that the upstream sends', () => {
    const events = decode([
      wire('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }),
      wireStart(),
    ]);
    expect(events).toMatchObject([{ type: 'error', error: { code: 'upstream_overloaded' } }]);
  });

  it('reads errors of other dialects inside the stream', () => {
    const events = decode([wireStart(), { data: '{"error":{"message":"Rate limit","code":429}}' }]);
    expect(last(events)).toMatchObject({ type: 'error', error: { code: 'upstream_rate_limited' } });
  });

  it('D07 gives a call without arguments an empty object', () => {
    const { parts, finish } = fold([
      wireStart(),
      ...wireBlock(0, { type: 'tool_use', id: 't', name: 'n', input: {} }, [
        { type: 'input_json_delta', partial_json: '' },
      ]),
      ...wireEnd('tool_use'),
    ]);
    expect(parts).toMatchObject([{ toolCallId: 't', toolName: 'n', input: { text: '{}' } }]);
    expect(finish).toMatchObject({ reason: 'tool-calls' });
  });

  it('takes arguments from the start, and only once', () => {
    const call = { type: 'tool_use', id: 't', name: 'n', input: { a: 1 } };
    const whole = fold([wireStart(), ...wireBlock(0, call), ...wireEnd('tool_use')]);
    expect(whole.parts).toMatchObject([{ input: { text: '{"a":1}' } }]);
    const again = [{ type: 'input_json_delta', partial_json: '{"a":1}' }];
    const both = fold([wireStart(), ...wireBlock(0, call, again), ...wireEnd('tool_use')]);
    expect(both.parts).toMatchObject([{ input: { text: '{"a":1}' } }]);
  });

  it('D08 keeps tools of the provider apart from those of the client', () => {
    const { parts, finish } = fold([
      wireStart(),
      ...wireBlock(0, {
        type: 'server_tool_use',
        id: 'srv',
        name: 'web_fetch',
        input: { url: 'u' },
      }),
      ...wireBlock(1, { type: 'web_fetch_tool_result', tool_use_id: 'srv', content: { a: 1 } }),
      ...wireEnd('end_turn'),
    ]);
    expect(parts).toMatchObject([
      {
        type: 'provider-tool',
        stage: 'call',
        toolName: 'web_fetch',
        input: { text: '{"url":"u"}' },
      },
      { type: 'provider-tool', stage: 'result', toolName: 'web_fetch', toolCallId: 'srv' },
    ]);
    expect(finish).toMatchObject({ reason: 'stop' });
  });

  it('D10 D11 keeps blocks and events it does not know, and goes on', () => {
    const { parts } = fold([
      wireStart(),
      wire('new_event', { index: 3 }),
      ...wireBlock(0, { type: 'fallback', from: { model: 'a' }, to: { model: 'b' } }),
      ...wireBlock(1, { type: 'hologram', size: 3 }, [{ type: 'hologram_delta', more: 1 }]),
      ...text(2, 'ok'),
      ...wireEnd('end_turn'),
    ]);
    expect(parts.map(({ type }: Part) => type)).toStrictEqual(['unknown', 'unknown', 'text']);
  });

  it('reads a call that was forgotten to be named a stop', () => {
    const { finish } = fold([
      wireStart(),
      ...wireBlock(0, { type: 'tool_use', id: 't', name: 'n', input: {} }),
      ...wireEnd('end_turn'),
    ]);
    expect(finish).toStrictEqual({ reason: 'tool-calls', native: 'end_turn' });
  });
});

describe('a careless Messages stream', () => {
  it('may leave out starts and ends of blocks', () => {
    const { parts } = fold([
      wireStart(),
      wire('content_block_delta', { index: 0, delta: { type: 'thinking_delta', thinking: 'a' } }),
      wire('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'b' } }),
      wire('content_block_delta', { index: 1, delta: { type: 'text_delta', text: 'c' } }),
      ...wireEnd('end_turn'),
    ]);
    expect(parts).toMatchObject([
      { type: 'reasoning', text: 'a' },
      { type: 'text', text: 'b' },
      { type: 'text', text: 'c' },
    ]);
  });

  it('may leave out its start, and send one without a message', () => {
    const events = decode([wire('message_start'), ...text(0, 'x'), ...wireEnd('end_turn')]);
    expect(events.map(({ type }) => type)).toStrictEqual([
      'stream-start',
      'part-start',
      'part-delta',
      'part-end',
      'finish',
    ]);
  });

  it('may start twice before it says anything', () => {
    const events = decode([wireStart(), wireStart(), ...text(0, 'x'), ...wireEnd('end_turn')]);
    expect(events.filter(({ type }) => type === 'stream-start')).toHaveLength(1);
  });

  it('may hold a complete answer in its start', () => {
    const { parts, finish } = fold([
      wire('message_start', {
        message: {
          id: 'm',
          model: 'c',
          content: [{ type: 'tool_use', id: 't', name: 'n', input: { a: 1 } }],
          stop_reason: 'tool_use',
          usage: { input_tokens: 1, output_tokens: 2 },
        },
      }),
    ]);
    expect(parts).toMatchObject([{ type: 'tool-call', input: { text: '{"a":1}' } }]);
    expect(finish).toMatchObject({ reason: 'tool-calls' });
  });

  it('may write no event names, and a sentinel of another dialect', () => {
    const named = [wireStart(), ...text(0, 'x'), ...wireEnd('end_turn')];
    const events = [...named.map(({ data }) => ({ data })), { data: '[DONE]' }];
    expect(decode(events)).toStrictEqual(decode(named));
  });

  it('may repeat its usage later', () => {
    const { usage } = fold([
      wireStart(),
      wire('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 0 } }),
      wire('message_delta', { delta: {}, usage: { output_tokens: 31 } }),
    ]);
    expect(usage.output.totalTokens).toBe(31);
  });

  it('is an error when an event is not JSON', () => {
    const events = decode([wireStart(), { event: 'content_block_delta', data: '{"type":' }]);
    expect(last(events)).toMatchObject({ error: { code: 'upstream_invalid_response' } });
  });

  it('is an error when a call without end holds torn arguments', () => {
    const events = decode([
      wireStart(),
      wire('content_block_start', {
        index: 0,
        content_block: { type: 'tool_use', id: 't', name: 'n', input: {} },
      }),
      wire('content_block_delta', {
        index: 0,
        delta: { type: 'input_json_delta', partial_json: '{"a"' },
      }),
      ...wireEnd('tool_use'),
    ]);
    expect(last(events)).toMatchObject({ error: { code: 'upstream_invalid_response' } });
  });

  it('K05 is cut before its finish fact, and complete after it', () => {
    const [delta, stop] = wireEnd('end_turn');
    const head = [wireStart(), ...text(0, 'x')];
    expect(last(decode(head))).toMatchObject({ error: { code: 'upstream_truncated' } });
    expect(last(decode([...head, delta as WireEvent]))).toMatchObject({ type: 'finish' });
    expect(last(decode([...head, stop as WireEvent]))).toMatchObject({ type: 'finish' });
    expect(last(decode(head, { upstream: { finishOptional: true } }))?.type).toBe('finish');
    expect(last(decode([]))).toMatchObject({ error: { code: 'upstream_truncated' } });
  });
});
