import { isJsonObject, type JsonObject, lossCodes } from '@gateway/spec';
import { loadFixtures } from '@gateway/testkit/replay';
import { describe, expect, it } from 'vitest';
import {
  getCodec,
  stringifyBody,
  translateRequest,
  type TranslateRequestOptions,
  translateResponse,
} from '../src/index.ts';
import { pairs, smallRequest, weatherTool } from './support.ts';

const translate = (options: TranslateRequestOptions) => {
  const result = translateRequest(options);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  const { body } = result.request;
  return { ...result, body: body.kind === 'json' && isJsonObject(body.value) ? body.value : {} };
};

describe('translateRequest', () => {
  it('takes a bare body, and a request as text, bytes or JSON, alike', () => {
    const request = smallRequest('openai-chat', { stream: true });
    const direction = { from: 'openai-chat', to: 'anthropic-messages' } as const;
    const expected = translate({ ...direction, request });
    const text = JSON.stringify(request);
    for (const body of [text, new TextEncoder().encode(text), request]) {
      const result = translate({ ...direction, request: { operation: 'generate', body } });
      expect(result).toEqual(expected);
    }
    expect(expected.request).toMatchObject({ operation: 'generate', model: 'm', stream: true });
  });

  it('sends the model id of the upstream and remembers the name the client used', () => {
    const { body, exchange } = translate({
      from: 'openai-chat',
      to: 'anthropic-messages',
      request: smallRequest('openai-chat'),
      model: 'claude-x',
    });
    expect(body['model']).toBe('claude-x');
    expect(exchange.requestedModel).toBe('m');
  });

  it.each(pairs)('gives the same for the same input, %s to %s', (from, to) => {
    const options = { from, to, request: smallRequest(from, { tools: [weatherToolOf(from)] }) };
    expect(translateRequest(options)).toEqual(translateRequest(options));
  });

  it.each(pairs)('makes an exchange that survives storage, %s to %s', (from, to) => {
    const { exchange } = translate({ from, to, request: smallRequest(from) });
    expect(JSON.parse(JSON.stringify(exchange))).toEqual(exchange);
  });

  it('lays the target over the defaults of the dialect', () => {
    const request = smallRequest('openai-chat', { temperature: 0.5 });
    const direction = { from: 'openai-chat', to: 'anthropic-messages', request } as const;
    const without = translate({ ...direction, target: { sampling: { temperature: false } } });
    expect(without.body).not.toHaveProperty('temperature');
    expect(without.loss).toContainEqual(
      expect.objectContaining({
        code: 'sampling_dropped',
        path: 'temperature',
        severity: 'dropped',
      }),
    );
    const withIt = translate({ ...direction, target: { sampling: { temperature: true } } });
    expect(withIt.body['temperature']).toBe(0.5);
  });

  it('refuses in strict mode what it would drop, and names the place', () => {
    const result = translateRequest({
      from: 'openai-chat',
      to: 'anthropic-messages',
      request: smallRequest('openai-chat', { temperature: 0.5 }),
      target: { sampling: { temperature: false } },
      context: { strict: true },
    });
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'unsupported', param: 'temperature' },
    });
  });

  it.each([
    ['text that is no JSON', '{"model":'],
    ['JSON that is no object', '[]'],
    ['a body without messages', '{"model":"m"}'],
  ])('answers %s with invalid_request', (_name, body) => {
    for (const [from, to] of pairs) {
      expect(
        translateRequest({ from, to, request: { operation: 'generate', body } }),
      ).toMatchObject({
        ok: false,
        error: { code: 'invalid_request' },
      });
    }
  });

  it('answers operations and dialects it does not know with unsupported', () => {
    const request = { operation: 'embed', body: {} } as const;
    const unsupported = { ok: false, error: { code: 'unsupported' } };
    expect(translateRequest({ from: 'openai-chat', to: 'openai-chat', request })).toMatchObject(
      unsupported,
    );
    expect(translateRequest({ from: 'cohere-chat', to: 'openai-chat', request: {} })).toMatchObject(
      unsupported,
    );
  });

  it('keeps numbers that a double cannot hold', () => {
    const tool = {
      type: 'function',
      function: { name: 'f', parameters: { type: 'object', properties: { n: { const: '@' } } } },
    };
    const body = JSON.stringify(smallRequest('openai-chat', { tools: [tool] })).replace(
      '"@"',
      '12345678901234567890',
    );
    const { request } = translate({
      from: 'openai-chat',
      to: 'openai-chat',
      request: { operation: 'generate', body },
    });
    expect(stringifyBody(request.body)).toContain('12345678901234567890');
  });

  it('translates a token count there and back', () => {
    const request = { operation: 'count', body: smallRequest('anthropic-messages') } as const;
    const { exchange } = translate({
      from: 'anthropic-messages',
      to: 'anthropic-messages',
      request,
    });
    const response = { body: { input_tokens: 42 } };
    expect(translateResponse({ exchange, response })).toMatchObject({
      ok: true,
      response: { body: { input_tokens: 42 } },
    });
  });

  it.each(pairs)(
    'translates every recorded request, %s to %s, with known loss codes',
    (from, to) => {
      for (const { id, exchanges } of loadFixtures(from)) {
        for (const { request, response, auxiliary } of exchanges) {
          if (!isJsonObject(request?.body) || auxiliary || response.status !== 200) continue;
          if (!/(?:messages|completions)(?:\?|$)/.test(request.path)) continue;
          const result = translateRequest({ from, to, request: request.body, target: generous });
          expect(lossCodes).toEqual(expect.arrayContaining(result.loss.map(({ code }) => code)));
          if (!result.ok) expect([id, result.error.code]).toEqual([id, 'unsupported']);
        }
      }
    },
  );
});

const generous: NonNullable<TranslateRequestOptions['target']> = {
  input: { image: true, imageUrl: true, file: true, audio: true, toolResultImage: true },
};

function weatherToolOf(dialect: string): JsonObject {
  return dialect === 'anthropic-messages'
    ? weatherTool['anthropic-messages']
    : weatherTool['openai-chat'];
}

describe('getCodec', () => {
  it.each(pairs)('knows %s and %s', (from, to) => {
    expect([getCodec(from).dialect, getCodec(to).dialect]).toEqual([from, to]);
  });
});
