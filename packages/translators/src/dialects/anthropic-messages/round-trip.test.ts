import { type GenerateRequest, isJsonObject, type JsonObject, type Part } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { decodeRequest } from './request-decode.ts';
import { encodeRequest } from './request-encode.ts';
import { decodeResponse } from './response-decode.ts';
import { encodeResponse } from './response-encode.ts';
import {
  answerContext,
  decodeContext,
  encodeContext,
  nativeExchange,
  recordedRequests,
  recordedResponses,
  wireRequest,
} from '../../../test/anthropic-messages/fixtures.ts';

function encodeBody(request: GenerateRequest): { body: JsonObject; losses: number } {
  const options = encodeContext();
  const { body } = encodeRequest(request, options);
  if (body.kind !== 'json' || !isJsonObject(body.value)) throw new Error('no JSON body');
  return { body: body.value, losses: options.loss.entries.length };
}

const decode = (body: JsonObject, operation: 'generate' | 'count' = 'generate'): GenerateRequest =>
  decodeRequest(wireRequest(body, { operation }), decodeContext());

describe('recorded requests', () => {
  it.each(recordedRequests)('$name comes back as it was (K25)', ({ body, operation }) => {
    const encoded = encodeBody(decode(body, operation));
    expect(encoded.body).toStrictEqual(body);
    expect(encoded.losses).toBe(0);
  });

  it.each(recordedRequests)('$name differs in the model alone', ({ body, operation }) => {
    const request = { ...decode(body, operation), model: 'other' };
    expect(encodeBody(request).body).toStrictEqual({ ...body, model: 'other' });
  });

  it('are there', () => {
    expect(recordedRequests.length).toBeGreaterThan(100);
    expect(recordedRequests.some(({ operation }) => operation === 'count')).toBe(true);
  });
});

describe('one changed field of a request', () => {
  const body: JsonObject = {
    model: 'm',
    max_tokens: 10,
    system: [{ type: 'text', text: 'be kind', cache_control: { type: 'ephemeral', ttl: '1h' } }],
    messages: [
      { role: 'user', content: 'hello' },
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', id: 'a', name: 'x', input: { big: 1 }, odd: true },
          { type: 'tool_use', id: 'b', name: 'y', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: 'one', is_error: false },
          { type: 'tool_result', tool_use_id: 'b', content: [{ type: 'text', text: 'two' }] },
          { type: 'text', text: 'go on' },
        ],
      },
    ],
    tools: [
      { name: 'x', input_schema: { type: 'object' }, new_flag: 1 },
      { name: 'y', input_schema: { type: 'object' } },
    ],
    new_setting: { a: null },
  };

  it('is a text', () => {
    const request = decode(body);
    const turns = request.turns.map((turn) => ({
      ...turn,
      parts: turn.parts.map(
        (part): Part =>
          part.type === 'text' && part.text === 'hello' ? { ...part, text: 'bye' } : part,
      ),
    }));
    const expected = structuredClone(body) as { messages: { content: unknown }[] };
    expected.messages[0] = { ...expected.messages[0], content: 'bye' };
    expect(encodeBody({ ...request, turns }).body).toStrictEqual(expected);
  });

  it('is a removed tool', () => {
    const request = decode(body);
    const expected = { ...body, tools: [(body['tools'] as JsonObject[])[1]] };
    expect(encodeBody({ ...request, tools: request.tools.slice(1) }).body).toStrictEqual(expected);
  });

  it('is the order of two results', () => {
    const request = decode(body);
    const turns = request.turns.map((turn) =>
      turn.role === 'tool' ? { ...turn, parts: turn.parts.toReversed() } : turn,
    );
    const expected = structuredClone(body) as unknown as { messages: { content: unknown[] }[] };
    const content = expected.messages[2]?.content ?? [];
    expected.messages[2] = {
      ...expected.messages[2],
      content: [content[1], content[0], content[2]],
    };
    expect(encodeBody({ ...request, turns }).body).toStrictEqual(expected);
  });

  it('is a removed cache mark', () => {
    const request = decode(body);
    const turns = request.turns.map((turn) => ({
      ...turn,
      parts: turn.parts.map(({ cache: _cache, ...part }) => part as Part),
    }));
    expect(encodeBody({ ...request, turns }).body).toStrictEqual({
      ...body,
      system: [{ type: 'text', text: 'be kind' }],
    });
  });

  it('is a removed setting', () => {
    const { limits: _limits, ...request } = decode({ ...body, top_k: 3 });
    const { loss, ...options } = encodeContext();
    const encoded = encodeRequest(request, { ...options, loss });
    expect(encoded.body).toStrictEqual({
      kind: 'json',
      value: { ...body, top_k: 3, max_tokens: options.target.limits.defaultMaxOutputTokens },
    });
    expect(loss.entries.map(({ code }) => code)).toStrictEqual(['limit_defaulted']);
  });
});

describe('recorded answers', () => {
  it.each(recordedResponses)('$name comes back as it was', ({ body }) => {
    const context = answerContext({ ...nativeExchange, requestedModel: String(body['model']) });
    expect(encodeResponse(decodeResponse(body, context), context)).toStrictEqual(body);
    expect(context.loss.entries).toStrictEqual([]);
  });

  it.each(recordedResponses)('$name differs in the model alone', ({ body }) => {
    const context = answerContext({ ...nativeExchange, requestedModel: 'other' });
    const encoded = encodeResponse(decodeResponse(body, context), context);
    expect(encoded).toStrictEqual({ ...body, model: 'other' });
  });

  it('differ in one number of the usage alone', () => {
    const [first] = recordedResponses;
    const body = first?.body ?? {};
    const context = answerContext({ ...nativeExchange, requestedModel: String(body['model']) });
    const response = decodeResponse(body, context);
    const usage = { ...response.usage, output: { ...response.usage.output, totalTokens: 4711 } };
    expect(encodeResponse({ ...response, usage }, context)).toStrictEqual({
      ...body,
      usage: { ...(body['usage'] as JsonObject), output_tokens: 4711 },
    });
  });
});
