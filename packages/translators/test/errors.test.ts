import { type ErrorCode, errorTable, isJsonObject } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import {
  dialects,
  renderError,
  translateError,
  translateRequest,
  translateResponse,
} from '../src/index.ts';
import { exchangeOf, smallRequest } from './support.ts';

const codes = Object.keys(errorTable) as ErrorCode[];

describe('errors of upstreams', () => {
  it('reach a Messages client in its own envelope, whatever envelope they came in (K13)', () => {
    const { response, error } = translateError({
      from: 'anthropic-messages',
      to: 'openai-chat',
      response: {
        status: 429,
        headers: { 'retry-after': '7' },
        body: '{"error":{"message":"Slow down","type":"requests","code":"rate_limit_exceeded","param":null}}',
      },
      requestId: 'req_7',
    });
    expect(error).toMatchObject({ code: 'upstream_rate_limited', retryAfterMs: 7000 });
    expect(response.status).toBe(429);
    expect(response.headers['retry-after']).toBe('7');
    expect(response.body).toMatchObject({
      type: 'error',
      error: { type: 'rate_limit_error', message: 'Slow down' },
      request_id: 'req_7',
    });
  });

  it.each(dialects)('pass the wait of RetryInfo on to a client of %s (K14)', (from) => {
    const { response } = translateError({
      from,
      to: 'gemini',
      response: {
        status: 429,
        body: {
          error: {
            code: 429,
            status: 'RESOURCE_EXHAUSTED',
            message: 'slow down',
            details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' }],
          },
        },
      },
    });
    expect(response.headers['retry-after']).toBe('34');
  });

  it.each(dialects)('never tell a client of %s that its own key is at fault', (from) => {
    for (const status of [401, 403]) {
      const { response } = translateError({
        from,
        to: 'openai-chat',
        response: { status, body: 'no' },
      });
      expect(response.status).toBe(502);
    }
  });

  it('do not name a field of a body the client has never seen', () => {
    const body = {
      error: { message: 'bad', type: 'invalid_request_error', param: 'messages[0].x' },
    };
    const response = { status: 400, body };
    const options = { to: 'openai-chat', response } as const;
    expect(translateError({ from: 'openai-chat', ...options }).error.param).toBe('messages[0].x');
    expect(translateError({ from: 'anthropic-messages', ...options }).error).not.toHaveProperty(
      'param',
    );
  });

  it('say an overflow of the context in the words clients act on', () => {
    const upstream = {
      status: 400,
      body: "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.",
    };
    const toMessages = translateError({
      from: 'anthropic-messages',
      to: 'openai-chat',
      response: upstream,
    });
    expect(toMessages.response).toMatchObject({
      status: 400,
      body: { error: { type: 'invalid_request_error' } },
    });
    expect(JSON.stringify(toMessages.response.body)).toMatch(
      /prompt is too long: 9000 tokens > 8192 maximum/,
    );
    const toChat = translateError({
      from: 'openai-chat',
      to: 'anthropic-messages',
      response: upstream,
    });
    expect(toChat.response.body).toMatchObject({ error: { code: 'context_length_exceeded' } });
  });

  it('keep the words by which the helper for message threads starts again', () => {
    const error = {
      type: 'not_found_error',
      message: 'No thread for this message.',
      details: { error_code: 'thread_not_found' },
    };
    const dialect = 'anthropic-messages';
    const { response, error: fields } = translateError({
      from: dialect,
      to: dialect,
      response: { status: 404, body: { type: 'error', error } },
    });
    expect(fields).toMatchObject({ code: 'state_missing', nativeCode: 'thread_not_found' });
    expect(response.body).toMatchObject({ error: { details: error.details } });
  });

  it('come with a status of their own for an overloaded upstream: 529 is only for Messages clients', () => {
    const response = {
      status: 529,
      body: { type: 'error', error: { type: 'overloaded_error', message: 'x' } },
    };
    const to = 'anthropic-messages';
    expect(translateError({ from: 'anthropic-messages', to, response }).response.status).toBe(529);
    expect(translateError({ from: 'openai-chat', to, response }).response.status).toBe(503);
  });
});

describe.each(dialects)('renderError for %s', (to) => {
  it.each(codes)('renders %s as a JSON object with a status of its kind', (code) => {
    const message = errorTable[code].meaning;
    const { status, body, headers } = renderError({ to, error: { code, message } });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(Math.floor(status / 100)).toBe(Math.floor(errorTable[code].status / 100));
    expect(isJsonObject(body) && isJsonObject(body['error'])).toBe(true);
    expect(JSON.stringify(body)).toContain(JSON.stringify(message).slice(1, -1));
    expect(Object.values(headers).every((value) => typeof value === 'string')).toBe(true);
  });
});

describe('a request with a message thread', () => {
  const request = smallRequest('anthropic-messages', { thread: { type: 'create' } });

  it('is refused towards another dialect in the words that make the client send it whole', () => {
    const result = translateRequest({ from: 'anthropic-messages', to: 'openai-chat', request });
    const { status, body } = renderError({
      to: 'anthropic-messages',
      error: result.ok ? { code: 'internal', message: 'not refused' } : result.error,
    });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      type: 'error',
      error: {
        type: 'invalid_request_error',
        details: { error_code: 'thread_unsupported_request', unsupported: ['thread'] },
      },
    });
  });

  it('passes to an upstream of its own dialect', () => {
    const dialect = 'anthropic-messages';
    const result = translateRequest({ from: dialect, to: dialect, request });
    expect(result).toMatchObject({
      ok: true,
      request: { body: { value: { thread: { type: 'create' } } } },
    });
  });
});

describe('a 200 that is no answer', () => {
  const exchange = { ...exchangeOf('anthropic-messages', 'openai-chat'), stream: false };

  it.each([
    ['an error object', { error: { message: 'overloaded', code: 503 } }, 'upstream_overloaded'],
    [
      'an error inside the choice',
      { choices: [{ index: 0, error: { code: 502, message: 'boom' }, finish_reason: 'error' }] },
      'upstream_error',
    ],
    ['HTML', '<html><body>Welcome</body></html>', 'upstream_invalid_response'],
    ['JSON cut short', '{"id":"chatcmpl-1","choices":[', 'upstream_invalid_response'],
    ['another object', { hello: 'world' }, 'upstream_invalid_response'],
    [
      'no choices',
      { id: 'x', object: 'chat.completion', choices: [] },
      'upstream_invalid_response',
    ],
    ['null', 'null', 'upstream_invalid_response'],
    ['nothing', '', 'upstream_invalid_response'],
  ])('is an error: %s', (_name, body, code) => {
    expect(translateResponse({ exchange, response: { status: 200, body } })).toMatchObject({
      ok: false,
      error: { code },
    });
  });

  it('is folded when it is a stream nobody asked for', () => {
    const chunk = (delta: string, reason: string): string =>
      `data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":${delta},"finish_reason":${reason}}]}\n\n`;
    const body = `${chunk('{"content":"hi"}', 'null')}${chunk('{}', '"stop"')}data: [DONE]\n\n`;
    expect(translateResponse({ exchange, response: { body } })).toMatchObject({
      ok: true,
      response: { body: { content: [{ type: 'text', text: 'hi' }], stop_reason: 'end_turn' } },
    });
    expect(
      translateResponse({ exchange, response: { body: chunk('{"content":"hi"}', 'null') } }),
    ).toMatchObject({
      ok: false,
      error: { code: 'upstream_truncated' },
    });
  });
});
