import type { JsonObject } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { estimateInputTokens } from '../../src/count/index.ts';
import {
  createStreamTranslator,
  getCodec,
  renderError,
  stringifyBody,
  translateRequest,
  translateResponse,
} from '../../src/index.ts';
import { createLossRecorder } from '../../src/loss-recorder.ts';
import {
  block,
  chunk,
  exchangeOf,
  foldMessages,
  messageEnd,
  messageStart,
  runStream,
  smallRequest,
  sse,
} from '../support.ts';

const messages = 'anthropic-messages';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const words = block(0, { type: 'text', text: '' }, { type: 'text_delta', text: 'hello there' });

describe('within one dialect', () => {
  it('betas, the query and unknown fields go along unchanged (K02)', () => {
    const headers = {
      'anthropic-beta': 'context-management-2025-06-27, effort-2025-11-24',
      'anthropic-version': '2026-10-21',
    };
    const body = smallRequest(messages, {
      context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
      brand_new: { a: [1, null] },
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hi', later: true }] }],
    });
    const query = { beta: 'true' };
    const result = translateRequest({
      from: messages,
      to: messages,
      request: { operation: 'generate', headers, query, body },
    });
    if (!result.ok) throw new Error(result.error.message);
    expect(result.request).toMatchObject({ headers, query });
    expect(JSON.parse(stringifyBody(result.request.body))).toEqual(body);
    expect(result.loss).toEqual([]);
  });

  it('reasoning goes back byte for byte (K01)', () => {
    const thinking = { type: 'thinking', thinking: ' odd\u00a0 spacing \n', signature: 'c2ln+/==' };
    const redacted = { type: 'redacted_thinking', data: 'UkVE' };
    const content = [thinking, redacted, { type: 'text', text: 'so' }];
    const history = [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content },
      { role: 'user', content: 'go' },
    ];
    const request = smallRequest(messages, { messages: history });
    const result = translateRequest({ from: messages, to: messages, request, model: 'up' });
    expect(result.ok && stringifyBody(result.request.body)).toBe(
      JSON.stringify({ ...request, model: 'up' }),
    );
  });

  const exchange = exchangeOf(messages, messages);

  it('an upstream that stops before its finish fact is an error (K05)', () => {
    const { events, translator } = runStream(exchange, sse(messageStart, ...words));
    expect(events.at(-1)?.event).toBe('error');
    expect(translator.failed?.code).toBe('upstream_truncated');
    expect(translator.usage).toMatchObject({
      input: { uncachedTokens: 12, cacheReadTokens: 8 },
      certainty: 'partial',
    });
  });

  it('an upstream that stops behind its finish fact has answered (K05)', () => {
    const [delta] = messageEnd('end_turn');
    const run = runStream(exchange, sse(messageStart, ...words, delta ?? {}));
    expect(foldMessages(run)).toMatchObject({ stopReason: 'end_turn' });
    expect(run.translator.usage.certainty).toBe('final');
  });
});

describe('a stream that goes wrong', () => {
  it.each(['openai-chat', messages] as const)(
    'before its first payload is answered to a client of %s with a status (K10)',
    (from) => {
      const translator = createStreamTranslator({ exchange: exchangeOf(from, 'openai-chat') });
      const error = {
        error: { message: 'Slow down', type: 'requests', code: 'rate_limit_exceeded' },
      };
      const step = translator.push(bytes(sse(error)));
      expect(step).toMatchObject({ output: '', error: { code: 'upstream_rate_limited' } });
      expect(translator.contentStarted).toBe(false);
      if (!step.error) throw new Error('no error');
      const rendering = renderError({ to: from, error: step.error });
      expect(rendering).toMatchObject({ status: 429, body: { error: { message: 'Slow down' } } });
    },
  );

  it('because the client is gone leaves what is known of its usage (K12)', () => {
    const translator = createStreamTranslator({ exchange: exchangeOf('openai-chat', messages) });
    translator.push(bytes(sse(messageStart, ...words.slice(0, 2))));
    translator.abort({ code: 'client_closed', message: 'gone' });
    expect(translator.failed?.code).toBe('client_closed');
    expect(translator.usage).toMatchObject({ input: { uncachedTokens: 12 }, certainty: 'partial' });
    expect(translator.contentBytes).toBe('hello there'.length);
    expect(translator.push(bytes(sse(...messageEnd('end_turn'))))).toEqual({ output: '' });
  });

  it.each([
    ['in the stream', sse(chunk({ content: 'a' }), failedChunk())],
    ['alone', sse(failedChunk())],
  ])('inside a choice %s says why, without what is nobody’s business', (_name, upstream) => {
    const { payloads, translator } = runStream(exchangeOf(messages, 'openai-chat'), upstream);
    expect(payloads.at(-1)).toMatchObject({
      type: 'error',
      error: { message: 'The provider failed for [key] at [address]' },
    });
    expect(translator.failed?.code).toBe('upstream_error');
  });
});

function failedChunk(): JsonObject {
  const message = 'The provider failed for sk-abcdef1234567890 at https://api.example.com/v1';
  return chunk({ content: '' }, { finish_reason: 'error', error: { code: 502, message } });
}

describe('a count of tokens', () => {
  const body = smallRequest(messages, {
    messages: [
      { role: 'user', content: 'hi' },
      {
        role: 'assistant',
        content: [{ type: 'thinking', thinking: 'hm', signature: 'foreign' }],
      },
      { role: 'user', content: 'go' },
    ],
  });
  const request = { operation: 'count', body } as const;

  it('takes reasoning of other families, and asks for no output (K22)', () => {
    const { max_tokens: _, ...counted } = body;
    const options = { operation: 'count', body: counted } as const;
    const result = translateRequest({ from: messages, to: messages, request: options });
    expect(result).toMatchObject({ ok: true, request: { operation: 'count' } });
    expect(result.ok && stringifyBody(result.request.body)).not.toContain('max_tokens');
    expect(translateRequest({ from: messages, to: 'openai-chat', request }).ok).toBe(true);
  });

  it('can be estimated where the upstream is down (K22)', () => {
    const wire = { operation: 'count', model: 'm', stream: false } as const;
    const decoded = getCodec(messages).decodeRequest(
      { ...wire, body: { kind: 'json', value: body } },
      { context: { newId: (prefix) => prefix, nowMs: 0 }, loss: createLossRecorder() },
    );
    const tokens = estimateInputTokens(decoded, { family: 'openai' });
    expect(tokens).toBeGreaterThan(3);
    expect(tokens).toBeLessThan(100);
    expect(getCodec(messages).encodeCount?.({ inputTokens: tokens, estimated: true })).toEqual({
      input_tokens: tokens,
    });
  });
});

it('an empty finish reason of a whole answer becomes the one it stands for', () => {
  const exchange = exchangeOf('openai-chat', 'openai-chat');
  const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } };
  const word = (message: JsonObject): string | undefined => {
    const body = { choices: [{ index: 0, message, finish_reason: '' }] };
    const result = translateResponse({ exchange, response: { body } });
    const text = JSON.stringify(result.ok && result.response.body);
    return /"finish_reason":"(\w*)"/.exec(text)?.[1];
  };
  expect(word({ role: 'assistant', content: 'a' })).toBe('stop');
  expect(word({ role: 'assistant', content: null, tool_calls: [call] })).toBe('tool_calls');
});
