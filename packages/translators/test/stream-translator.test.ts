import { GatewayError } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { createStreamTranslator } from '../src/index.ts';
import {
  block,
  chunk,
  eventsOf,
  exchangeOf,
  messageEnd,
  messageStart,
  sse,
  usageChunk,
} from './support.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const exchange = exchangeOf('anthropic-messages', 'openai-chat');
const timeout = { code: 'upstream_timeout', message: 'It took too long.' } as const;
const finish = sse(chunk({}, { finish_reason: 'stop' }), usageChunk, '[DONE]');

describe('createStreamTranslator', () => {
  it('tells preamble from content, so that a retry stays possible as long as may be', () => {
    const translator = createStreamTranslator({ exchange });
    translator.push(bytes(sse(chunk({ role: 'assistant', content: '' }))));
    expect(translator.contentStarted).toBe(false);
    const { output } = translator.push(bytes(sse(chunk({ content: 'a' }))));
    expect(output).toContain('text_delta');
    expect(translator.contentStarted).toBe(true);
  });

  it('counts reasoning and tool calls as content', () => {
    const reasoning = createStreamTranslator({ exchange });
    reasoning.push(bytes(sse(chunk({ reasoning_content: 'hm' }))));
    expect(reasoning.contentStarted).toBe(true);
    const upstream = exchangeOf('openai-chat', 'anthropic-messages');
    const tool = createStreamTranslator({ exchange: upstream });
    const [start] = block(0, { type: 'tool_use', id: 't', name: 'f', input: {} });
    tool.push(bytes(sse(messageStart)));
    expect(tool.contentStarted).toBe(false);
    tool.push(bytes(sse(start ?? null)));
    tool.push(
      bytes(
        sse({
          type: 'content_block_delta',
          index: 0,
          delta: { type: 'input_json_delta', partial_json: '{' },
        }),
      ),
    );
    expect(tool.contentStarted).toBe(true);
  });

  it('says that the upstream failed without writing it, and writes it once on demand', () => {
    const translator = createStreamTranslator({ exchange });
    const step = translator.push(
      bytes(
        sse(
          chunk({ content: 'a' }),
          { error: { message: 'boom', type: 'server_error' } },
          chunk({ content: 'b' }),
        ),
      ),
    );
    expect(step.error).toMatchObject({ code: 'upstream_error', message: 'boom' });
    expect(step.output).toContain('"a"');
    expect(step.output).not.toContain('boom');
    expect(step.output).not.toContain('"b"');
    expect(translator.push(bytes(sse(chunk({ content: 'c' }))))).toEqual({ output: '' });
    expect(translator.end()).toEqual({ output: '' });
    const error = step.error ?? timeout;
    expect(eventsOf(translator.renderError(error)).map(({ event }) => event)).toEqual(['error']);
    expect(translator.renderError(error)).toBe('');
    expect(translator.abort(timeout)).toBe('');
    expect(translator.failed?.message).toBe('boom');
  });

  it('can be ended from outside, once', () => {
    const translator = createStreamTranslator({ exchange });
    translator.push(bytes(sse(chunk({ content: 'a' }))));
    expect(translator.abort(timeout)).toContain('event: error');
    expect(translator.failed).toEqual(timeout);
    expect(translator.abort(timeout)).toBe('');
    expect(translator.push(bytes(finish))).toEqual({ output: '' });
    expect(translator.finished).toBe(false);
  });

  it('keeps a success although the connection breaks afterwards (K09)', () => {
    const translator = createStreamTranslator({ exchange });
    translator.push(bytes(sse(chunk({ content: 'a' })) + finish));
    expect(translator.finished).toBe(true);
    expect(translator.abort(timeout)).toBe('');
    expect(translator.failed).toBeUndefined();
    expect(translator.end()).toEqual({ output: '' });
  });

  it('ends early at a stop string the upstream could not take', () => {
    const stopping = { ...exchange, emulatedStops: ['END'] };
    const translator = createStreamTranslator({ exchange: stopping });
    const { output } = translator.push(
      bytes(sse(chunk({ content: 'one EN' }), chunk({ content: 'D two' }))),
    );
    expect(translator.finished).toBe(true);
    expect(translator.finishReasons).toEqual(['stop-sequence']);
    expect(eventsOf(output).at(-1)?.event).toBe('message_stop');
    expect(output).toContain('"stop_sequence":"END"');
    expect(translator.push(bytes(finish))).toEqual({ output: '' });
  });

  it('gives signs of life in the form of the dialect, until it is closed', () => {
    const translator = createStreamTranslator({ exchange });
    expect(eventsOf(translator.heartbeat()).map(({ event }) => event)).toEqual(['ping']);
    translator.push(bytes(sse(chunk({ content: 'a' })) + finish));
    expect(translator.heartbeat()).toBe('');
    const chat = createStreamTranslator({ exchange: exchangeOf('openai-chat', 'openai-chat') });
    expect(chat.heartbeat()).toMatch(/^:/);
  });

  it('takes events that were freed from their framing elsewhere', () => {
    const events = [
      messageStart,
      ...block(0, { type: 'text', text: '' }, { type: 'text_delta', text: 'a' }),
      ...messageEnd('end_turn'),
    ];
    const options = { exchange: exchangeOf('openai-chat', 'anthropic-messages') };
    const [whole, pieces] = [createStreamTranslator(options), createStreamTranslator(options)];
    const expected = whole.push(bytes(sse(...events))).output + whole.end().output;
    const given = eventsOf(sse(...events)).map((event) => pieces.pushEvent(event).output);
    expect(given.join('') + pieces.end().output).toBe(expected);
  });

  it('blames the upstream for what cannot be read', () => {
    const translator = createStreamTranslator({ exchange });
    const step = translator.push(bytes('data: <html>oops</html>\n\n'));
    const { error } = step.error ? step : translator.end();
    expect(error?.code).toMatch(/^upstream_/);
  });

  it('refuses dialects that are only known by name', () => {
    expect(() => createStreamTranslator({ exchange: { ...exchange, to: 'cohere-chat' } })).toThrow(
      GatewayError,
    );
  });
});
