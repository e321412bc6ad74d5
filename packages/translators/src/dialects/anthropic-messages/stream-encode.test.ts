import type { Exchange, StreamEvent } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { createStreamEncoder } from './stream-encode.ts';
import { accumulate } from '../../../test/anthropic-messages/accumulate.ts';
import { checkLifecycle } from '../../../test/anthropic-messages/check-lifecycle.ts';
import {
  callPart,
  close,
  finish,
  grow,
  noUsage,
  open,
  reasoningPart,
  start,
  summarise,
  textPart,
} from '../../../test/anthropic-messages/events.ts';
import { answerContext, foreignExchange } from '../../../test/anthropic-messages/fixtures.ts';
import { encodeAll } from '../../../test/anthropic-messages/run-stream.ts';

function encode(events: readonly StreamEvent[], exchange: Partial<Exchange> = {}) {
  const options = answerContext({ ...foreignExchange, ...exchange });
  const written = encodeAll(events, options);
  checkLifecycle(written);
  return { written, loss: options.loss.entries, ...accumulate(written) };
}

describe('an answer of another dialect as a Messages stream', () => {
  it('is written with every event named and every nullable member there', () => {
    const { written } = encode([
      start,
      open(0, textPart),
      grow(0, { type: 'text', text: 'Hi' }),
      close(0),
      finish(),
    ]);
    expect(summarise(written)).toMatchInlineSnapshot(`
      [
        "message_start {"message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-test","content":[],"container":null,"diagnostics":null,"stop_details":null,"stop_reason":null,"stop_sequence":null,"usage":{"cache_creation":null,"cache_creation_input_tokens":null,"cache_read_input_tokens":null,"inference_geo":null,"output_tokens_details":null,"server_tool_use":null,"service_tier":null,"speed":null,"input_tokens":0,"output_tokens":0}}}",
        "content_block_start {"index":0,"content_block":{"type":"text","text":"","citations":null}}",
        "content_block_delta {"index":0,"delta":{"type":"text_delta","text":"Hi"}}",
        "content_block_stop {"index":0}",
        "message_delta {"delta":{"stop_reason":"end_turn","stop_sequence":null,"stop_details":null,"container":null},"usage":{"input_tokens":10,"cache_creation_input_tokens":null,"cache_read_input_tokens":5,"output_tokens":7,"server_tool_use":null,"output_tokens_details":null}}",
        "message_stop {}",
      ]
    `);
  });

  it('B01 ends once, with the usage that came last', () => {
    const late = finish('stop', { ...noUsage, certainty: 'none' });
    const usage = { input: { uncachedTokens: 3 }, output: { totalTokens: 2 } };
    const { written, message } = encode([
      start,
      { type: 'usage', usage: { ...usage, certainty: 'partial' } },
      late,
      { type: 'usage', usage: { ...usage, certainty: 'final' } },
      finish(),
    ]);
    expect(written.map(({ event }) => event)).toStrictEqual([
      'message_start',
      'message_delta',
      'message_stop',
    ]);
    expect(message['usage']).toMatchObject({ input_tokens: 3, output_tokens: 2 });
  });

  it('B03 names a call that never got a name', () => {
    const { content } = encode([
      start,
      open(0, callPart('call_1', '')),
      grow(0, { type: 'tool-input', text: '{"a":1}' }),
      close(0),
      finish('tool-calls'),
    ]);
    expect(content).toMatchObject([{ id: 'call_1', name: 'tool_0', input: { a: 1 } }]);
  });

  it('B06 keeps indexes together when one call has no name', () => {
    const { content } = encode([
      start,
      open(0, callPart('a', '')),
      open(1, callPart('b', 'read')),
      grow(1, { type: 'tool-input', text: '{}' }),
      grow(0, { type: 'tool-input', text: '{}' }),
      close(1),
      close(0),
      finish('tool-calls'),
    ]);
    expect(content.map(({ name }) => name)).toStrictEqual(['tool_0', 'read']);
  });

  it('B07 says nothing of a call without id, name and arguments', () => {
    const { content, message } = encode([
      start,
      open(0, callPart('', '')),
      close(0),
      finish('tool-calls'),
    ]);
    expect(content).toStrictEqual([]);
    expect(message['stop_reason']).toBe('end_turn');
  });

  it('B10 makes an id for a call that never got one', () => {
    const { content } = encode([
      start,
      open(0, callPart('', 'read')),
      grow(0, { type: 'tool-input', text: '{}' }),
      close(0),
      finish('tool-calls'),
    ]);
    expect(content).toMatchObject([{ id: 'toolu_test1', name: 'read' }]);
  });

  it('takes id, name and arguments from the final value of a part', () => {
    const { content } = encode([
      start,
      open(0, callPart('', '')),
      close(0, callPart('call_9', 'late', '{"x":[1]}')),
      finish('tool-calls'),
    ]);
    expect(content).toMatchObject([{ id: 'call_9', name: 'late', input: { x: [1] } }]);
  });

  it('B12 writes nothing after the end', () => {
    const encoder = createStreamEncoder(answerContext(foreignExchange));
    for (const event of [start, finish()]) encoder.push(event);
    expect(encoder.push(open(0, textPart))).toStrictEqual([]);
    expect(encoder.push(finish())).toStrictEqual([]);
  });

  it('B13 gives text between two calls a block of its own', () => {
    const { content } = encode([
      start,
      open(0, callPart('a', 'x')),
      close(0),
      open(1, textPart),
      grow(1, { type: 'text', text: 'and' }),
      close(1),
      open(2, callPart('b', 'y')),
      close(2),
      finish('tool-calls'),
    ]);
    expect(content.map(({ type }) => type)).toStrictEqual(['tool_use', 'text', 'tool_use']);
  });

  it('B15 delivers a call that came whole as a delta', () => {
    const { written } = encode([
      start,
      open(0, callPart('a', 'x', '{"n":1}')),
      close(0, callPart('a', 'x', '{"n":1}')),
      finish('tool-calls'),
    ]);
    expect(summarise(written).slice(1, 4)).toMatchInlineSnapshot(`
      [
        "content_block_start {"index":0,"content_block":{"type":"tool_use","id":"a","name":"x","input":{},"caller":{"type":"direct"}}}",
        "content_block_delta {"index":0,"delta":{"type":"input_json_delta","partial_json":"{\\"n\\":1}"}}",
        "content_block_stop {"index":0}",
      ]
    `);
  });

  it('B16 opens no empty text block before a call', () => {
    const { content } = encode([
      start,
      open(0, textPart),
      grow(0, { type: 'text', text: '' }),
      close(0),
      open(1, callPart('a', 'x')),
      close(1),
      finish('tool-calls'),
    ]);
    expect(content.map(({ type }) => type)).toStrictEqual(['tool_use']);
  });

  it('B19 writes interleaved calls one after the other', () => {
    const { content, written } = encode([
      start,
      open(0, callPart('a', 'x')),
      open(1, callPart('b', 'y')),
      grow(1, { type: 'tool-input', text: '{"b":' }),
      grow(0, { type: 'tool-input', text: '{"a":' }),
      grow(1, { type: 'tool-input', text: '2}' }),
      grow(0, { type: 'tool-input', text: '1}' }),
      close(1),
      close(0),
      finish('tool-calls'),
    ]);
    expect(content).toMatchObject([{ input: { a: 1 } }, { input: { b: 2 } }]);
    expect(written.filter(({ event }) => event === 'content_block_start')).toHaveLength(2);
  });

  it('B20 writes a refusal as text and says so in the stop reason', () => {
    const { content, message } = encode([
      start,
      open(0, { type: 'refusal', text: '' }),
      grow(0, { type: 'refusal', text: 'No.' }),
      close(0),
      finish('stop'),
    ]);
    expect(content).toMatchObject([{ type: 'text', text: 'No.' }]);
    expect(message).toMatchObject({
      stop_reason: 'refusal',
      stop_details: { type: 'refusal', category: null, explanation: 'No.' },
    });
  });

  it('B25 writes an enveloped signature once and last, and none where there is none', () => {
    const seal = { family: 'openai', form: 'encrypted', value: 'gw1.x' } as const;
    const { content } = encode([
      start,
      open(0, reasoningPart),
      grow(0, { type: 'seal', seal }),
      grow(0, { type: 'reasoning', text: 'hm' }),
      close(0),
      open(1, reasoningPart),
      grow(1, { type: 'reasoning', text: 'so' }),
      close(1),
      finish(),
    ]);
    expect(content).toStrictEqual([
      { type: 'thinking', thinking: 'hm', signature: 'gw1.x' },
      { type: 'thinking', thinking: 'so', signature: '' },
    ]);
  });

  it('F10 joins sections of a summary by blank lines', () => {
    const { content } = encode([
      start,
      open(0, reasoningPart),
      grow(0, { type: 'reasoning-summary', section: 0, text: 'one' }),
      grow(0, { type: 'reasoning-summary', section: 1, text: 'two' }),
      grow(0, { type: 'reasoning-summary', section: 1, text: '!' }),
      close(0),
      finish(),
    ]);
    expect(content).toMatchObject([{ thinking: 'one\n\ntwo!' }]);
  });

  it('F12 writes reasoning that is nothing but state', () => {
    const seal = { family: 'openai', form: 'encrypted', value: 'gw1.y' } as const;
    const { written } = encode([
      start,
      open(0, reasoningPart),
      grow(0, { type: 'seal', seal }),
      close(0),
      finish(),
    ]);
    expect(summarise(written).slice(1, 4)).toMatchInlineSnapshot(`
      [
        "content_block_start {"index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}",
        "content_block_delta {"index":0,"delta":{"type":"signature_delta","signature":"gw1.y"}}",
        "content_block_stop {"index":0}",
      ]
    `);
  });

  it('drops state that is neither its own nor an envelope, and says so', () => {
    const seal = { family: 'openai', form: 'encrypted', value: 'raw' } as const;
    const { content, loss } = encode([
      start,
      open(0, reasoningPart),
      grow(0, { type: 'reasoning', text: 'a' }),
      grow(0, { type: 'seal', seal }),
      close(0),
      finish(),
    ]);
    expect(content).toMatchObject([{ thinking: 'a', signature: '' }]);
    expect(loss).toMatchObject([{ code: 'seal_dropped' }]);
  });

  it('states the estimated input where the upstream says nothing at the start', () => {
    const { written, message } = encode([start, finish('stop', noUsage)], {
      echo: { estimatedInputTokens: 42 },
    });
    expect(JSON.parse(written[0]?.data ?? '')).toMatchObject({
      message: { usage: { input_tokens: 42, output_tokens: 0 } },
    });
    expect(message['usage']).toMatchObject({ input_tokens: 42, output_tokens: 0 });
  });

  it('begins by itself where the events do not', () => {
    const { written } = encode([open(0, textPart), grow(0, { type: 'text', text: 'x' }), finish()]);
    expect(written[0]?.event).toBe('message_start');
  });

  it('closes what is still open at the end', () => {
    const { content } = encode([
      start,
      open(0, textPart),
      open(1, callPart('a', 'x')),
      grow(1, { type: 'tool-input', text: '{}' }),
      grow(0, { type: 'text', text: 'late' }),
      finish('tool-calls'),
    ]);
    expect(content.map(({ type }) => type)).toStrictEqual(['text', 'tool_use']);
  });

  it('tells signs of life after the start only', () => {
    const { written } = encode([{ type: 'idle' }, start, { type: 'idle' }, finish()]);
    expect(written.map(({ event }) => event)).toStrictEqual([
      'message_start',
      'ping',
      'message_delta',
      'message_stop',
    ]);
  });

  it('ends with an error and nothing behind it', () => {
    const { written } = encode([
      start,
      open(0, textPart),
      grow(0, { type: 'text', text: 'x' }),
      { type: 'error', error: { code: 'upstream_truncated', message: 'cut' } },
      finish(),
    ]);
    expect(summarise(written).at(-1)).toMatchInlineSnapshot(
      `"error {"error":{"type":"api_error","message":"cut"}}"`,
    );
  });

  it('leaves out, with a loss, what the API cannot say', () => {
    const { content, loss } = encode([
      start,
      open(0, {
        type: 'image',
        media: { source: 'inline', mediaType: 'image/png', base64: 'AA==' },
      }),
      close(0),
      open(1, {
        type: 'provider-tool',
        toolCallId: 'w',
        toolName: 'web_search',
        family: 'openai',
        stage: 'both',
        native: { dialect: 'openai-responses', value: {} },
      }),
      close(1),
      open(2, { type: 'unknown', dialect: 'openai-chat', value: {} }),
      close(2),
      finish(),
    ]);
    expect(content).toStrictEqual([]);
    expect(loss.map(({ code }) => code)).toStrictEqual([
      'media_dropped',
      'part_dropped',
      'unknown_part_dropped',
    ]);
  });

  it('writes freeform arguments as an object', () => {
    const { content } = encode([
      start,
      open(0, { ...callPart('a', 'patch'), inputFormat: 'text' } as typeof textPart),
      grow(0, { type: 'tool-input', text: '*** "x"' }),
      grow(0, { type: 'tool-input', text: '\n' }),
      close(0),
      finish('tool-calls'),
    ]);
    expect(content).toMatchObject([{ input: { input: '*** "x"\n' } }]);
  });

  it('gives up when too much waits', () => {
    const encoder = createStreamEncoder(answerContext(foreignExchange));
    for (const event of [start, open(0, textPart), open(1, textPart)]) encoder.push(event);
    const piece = grow(1, { type: 'text', text: 'x'.repeat(1024 * 1024) });
    expect(() => {
      for (let at = 0; at < 9; at += 1) encoder.push(piece);
    }).toThrow(expect.objectContaining({ code: 'upstream_invalid_response' }));
  });
});
