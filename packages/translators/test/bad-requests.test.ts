import { isJsonObject, type JsonObject } from '@gateway/spec';
import { loadFixtures } from '@gateway/testkit/replay';
import { describe, expect, it } from 'vitest';
import { translateRequest, type TranslateRequestOptions } from '../src/index.ts';
import { pairs, smallRequest } from './support.ts';

const other = { 'openai-chat': 'anthropic-messages', 'anthropic-messages': 'openai-chat' } as const;
type Client = keyof typeof other;

const translate = (from: Client, members: JsonObject) =>
  translateRequest({ from, to: other[from], request: smallRequest(from, members) });

const user = (...content: readonly JsonObject[]) => ({ messages: [{ role: 'user', content }] });
const image = (source: JsonObject) => user({ type: 'image', source });
const tool = { type: 'function', function: { name: 'f', parameters: { type: 'object' } } };
const own = { name: 'f', input_schema: { type: 'object' } };

/** Wrong values of a member, each of which is refused under the member's name. */
const each = (param: string, ...values: readonly JsonObject[string][]) =>
  values.map((value): Case => [param, { [param]: value }]);

type Case = readonly [param: string, members: JsonObject];

const chatCases: readonly Case[] = [
  ...each('messages', []),
  ['messages[0].content[0].type', user({ type: 'txt', text: 'x' })],
  ['messages[0].content[0].type', user({ text: 'x' })],
  ['messages[0].content[0].image_url.url', user({ type: 'image_url' })],
  ['messages[0].content[0].image_url.url', user({ type: 'image_url', image_url: { url: '' } })],
  ['messages[0].content[0].input_audio.data', user({ type: 'input_audio' })],
  [
    'messages[0].content[1].input_audio.data',
    user({ type: 'text', text: 'x' }, { type: 'input_audio', input_audio: { format: 'wav' } }),
  ],
  ['messages[0].content[0].file.file_id', user({ type: 'file', file: { filename: 'a' } })],
  ['messages[0].content', { messages: [{ role: 'user', content: null }] }],
  ['messages[0].content', { messages: [{ role: 'user' }] }],
  ['messages[0].content', { messages: [{ role: 'user', content: [] }] }],
  ['messages[0].content', { messages: [{ role: 'system', content: null }] }],
  ['messages[0].content', { messages: [{ role: 'assistant', content: null }] }],
  ['messages[0].role', { messages: [{ role: 'robot', content: 'x' }] }],
  [
    'messages[0].tool_calls[0].function',
    { messages: [{ role: 'assistant', tool_calls: [{ id: 'c', type: 'function' }] }] },
  ],
  ['messages[0]', { messages: [{ role: 'tool', tool_call_id: 'c9', content: 'sunny' }] }],
  ...each('max_tokens', 0, -1, 1.5, '5'),
  ...each('max_completion_tokens', 0, 0.5),
  ...each('n', 0, 1.5, -2, 'two'),
  ...each('temperature', -0.1, 2.1, 'hot'),
  ...each('top_p', -1, 1.01, '1'),
  ...each('presence_penalty', -3, 2.5),
  ...each('frequency_penalty', 3),
  ...each('top_logprobs', 21),
  ...each('seed', 0.5),
  ...each('stop', 5, [1]),
  ...each('stream', 'yes'),
  ...each('tool_choice', 'sometimes', {}, 7, { type: 'function' }),
  ['tool_choice', { tool_choice: { type: 'function', function: { name: 'g' } }, tools: [tool] }],
  ['tool_choice', { tool_choice: 'required' }],
  ['response_format.type', { response_format: { type: 'yaml' } }],
  ['response_format.type', { response_format: {} }],
  ['response_format', { response_format: 'json' }],
  ['response_format.json_schema', { response_format: { type: 'json_schema' } }],
  ...each('reasoning_effort', 'extreme', 3),
  ...each('verbosity', 'chatty'),
  ...each('modalities', 'text'),
  ['tools[0].function', { tools: [{ type: 'function' }] }],
  ['tools[0].function', { tools: [{ type: 'function', function: 'f' }] }],
  ['tools[0].function.name', { tools: [{ type: 'function', function: {} }] }],
  ['tools[0].function.name', { tools: [{ type: 'function', function: { name: '' } }] }],
  ['tools[0].type', { tools: [{}] }],
  [
    'tools[0].function.parameters',
    { tools: [{ type: 'function', function: { name: 'f', parameters: 'any' } }] },
  ],
];

const messagesCases: readonly Case[] = [
  ...each('messages', []),
  ['messages[0].content[0].type', user({ type: 'txt', text: 'x' })],
  ['messages[0].content[0].type', user({ text: 'x' })],
  ['messages[0].content[0].source', user({ type: 'image' })],
  ['messages[0].content[0].source.type', image({ data: 'aGk=' })],
  ['messages[0].content[0].source.type', image({ type: 'carrier-pigeon' })],
  ['messages[0].content[0].source.data', image({ type: 'base64', media_type: 'image/png' })],
  ['messages[0].content[0].source.media_type', image({ type: 'base64', data: 'aGk=' })],
  ['messages[0].content[0].source.url', image({ type: 'url' })],
  ['messages[0].content[0].source.file_id', image({ type: 'file' })],
  [
    'messages[0].content[0].source.data',
    user({ type: 'document', source: { type: 'text', media_type: 'text/plain' } }),
  ],
  ['messages[0].content', { messages: [{ role: 'user', content: null }] }],
  ['messages[0].content', { messages: [{ role: 'user' }] }],
  ['messages[0].content', { messages: [{ role: 'user', content: [] }] }],
  ['messages[0].content', { messages: [{ role: 'assistant' }] }],
  ['messages[0].role', { messages: [{ role: 'tool', content: 'x' }] }],
  ['messages[0].content[0]', user({ type: 'tool_result', tool_use_id: 'c9', content: 'sunny' })],
  ...each('max_tokens', null, -1, 1.5, '5'),
  ...each('temperature', -0.1, 1.1, 'hot'),
  ...each('top_p', -1, 1.01),
  ...each('top_k', 1.5, '3'),
  ...each('stop_sequences', 'x', [1]),
  ...each('stream', 'yes'),
  ...each('tool_choice', 'auto'),
  ['tool_choice.type', { tool_choice: { type: 'sometimes' } }],
  ['tool_choice.type', { tool_choice: {} }],
  ['tool_choice.name', { tool_choice: { type: 'tool' }, tools: [own] }],
  ['tool_choice', { tool_choice: { type: 'tool', name: 'g' }, tools: [own] }],
  ['tool_choice', { tool_choice: { type: 'any' } }],
  ['thinking.type', { thinking: { type: 'deep' } }],
  ['thinking.type', { thinking: {} }],
  ['thinking.budget_tokens', { thinking: { type: 'enabled' } }],
  ['thinking.budget_tokens', { thinking: { type: 'enabled', budget_tokens: 1023 } }],
  ['thinking.budget_tokens', { thinking: { type: 'enabled', budget_tokens: 2000.5 } }],
  ['output_config.effort', { output_config: { effort: 'extreme' } }],
  ['output_config.format.type', { output_config: { format: { type: 'yaml' } } }],
  ['output_config.format.schema', { output_config: { format: { type: 'json_schema' } } }],
  ['tools[0].name', { tools: [{}] }],
  ['tools[0].name', { tools: [{ name: '', input_schema: {} }] }],
  ['tools[0].input_schema', { tools: [{ name: 'f' }] }],
  ['tools[0].input_schema', { tools: [{ name: 'f', input_schema: [] }] }],
];

const named = (cases: readonly Case[]) =>
  cases.map(([param, members]) => ({ param, members, json: JSON.stringify(members) }));

describe('a bad request', () => {
  it.each(named(chatCases))('to chat is refused naming $param: $json', ({ param, members }) => {
    const result = translate('openai-chat', members);
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid_request', param } });
  });

  it.each(named(messagesCases))(
    'to Messages is refused naming $param: $json',
    ({ param, members }) => {
      const result = translate('anthropic-messages', members);
      expect(result).toMatchObject({ ok: false, error: { code: 'invalid_request', param } });
    },
  );

  it('that holds only what another dialect cannot carry is unsupported', () => {
    const result = translate(
      'anthropic-messages',
      user({ type: 'container_upload', file_id: 'f' }),
    );
    const param = 'messages[0].content[0]';
    expect(result).toMatchObject({ ok: false, error: { code: 'unsupported', param } });
  });

  it('to Messages must name its ceiling as the API demands, but for a count', () => {
    const { max_tokens: _, ...request } = smallRequest('anthropic-messages');
    const options = { from: 'anthropic-messages', to: 'openai-chat' } as const;
    expect(translateRequest({ ...options, request })).toMatchObject({
      ok: false,
      error: { message: 'max_tokens: Field required', param: 'max_tokens' },
    });
    const count = { operation: 'count', body: request } as const;
    expect(translateRequest({ ...options, request: count })).toMatchObject({ ok: true });
  });

  it('that only warms a cache is unsupported elsewhere', () => {
    expect(translate('anthropic-messages', { max_tokens: 0 })).toMatchObject({
      ok: false,
      error: { code: 'unsupported', param: 'max_tokens' },
    });
  });

  it('is left to the upstream that speaks the same dialect', () => {
    for (const from of ['openai-chat', 'anthropic-messages'] as const) {
      const members = { temperature: 1.5, ...user({ type: 'txt', text: 'x' }) };
      const request = smallRequest(from, members);
      expect(translateRequest({ from, to: from, request })).toMatchObject({ ok: true });
    }
  });
});

const chatTools = { tools: [tool] };
const calls = [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }];

/** What real clients and servers send, and must go on working. */
const tolerated: readonly (readonly [from: Client, members: JsonObject])[] = [
  ['openai-chat', { tools: [], tool_choice: 'auto', parallel_tool_calls: true }],
  ['openai-chat', { temperature: null, top_p: null, n: null, stop: null, tool_choice: null }],
  ['openai-chat', { max_tokens: null, response_format: null, reasoning_effort: null }],
  ['openai-chat', { temperature: 2, n: 1, top_p: 0, presence_penalty: -2, seed: -5 }],
  ['openai-chat', { reasoning_effort: 'none' }],
  ['openai-chat', { messages: [{ role: 'user', content: '' }] }],
  ['openai-chat', { ...chatTools, tool_choice: { type: 'function', function: { name: 'f' } } }],
  ['openai-chat', { ...chatTools, tool_choice: { type: 'tool', name: 'f' } }],
  ['openai-chat', { tools: [{ type: 'function', name: 'f', parameters: { type: 'object' } }] }],
  ['openai-chat', { tools: [{ type: 'function', function: { name: 'f', parameters: null } }] }],
  [
    'openai-chat',
    {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: null, tool_calls: calls },
        { role: 'tool', tool_call_id: 'c1', content: null },
        { role: 'assistant', content: null, refusal: 'no' },
        { role: 'user', content: [{ type: 'text', text: '' }] },
        { role: 'user', content: 'b' },
      ],
    },
  ],
  ['anthropic-messages', { tools: [], tool_choice: { type: 'auto' } }],
  ['anthropic-messages', { temperature: null, stop_sequences: null, thinking: null }],
  ['anthropic-messages', { thinking: { type: 'adaptive', display: 'omitted' } }],
  ['anthropic-messages', { output_config: { effort: 'max' }, safeguards: [{ type: 'x' }] }],
  ['anthropic-messages', { messages: [{ role: 'user', content: '' }] }],
  ['anthropic-messages', { tools: [{ type: 'new_tool_kind' }, own] }],
  [
    'anthropic-messages',
    {
      tools: [own],
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'f', input: {} }] },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'image' }] },
            { type: 'txt', text: 'x' },
          ],
        },
      ],
    },
  ],
];

describe('a request that is odd but legal', () => {
  it.each(tolerated.map(([from, members]) => ({ from, members, json: JSON.stringify(members) })))(
    'from $from is translated: $json',
    ({ from, members }) => {
      const result = translate(from, members);
      expect(result.ok ? 'ok' : result.error).toBe('ok');
    },
  );

  it('loses content of an unknown kind beside other content, with a report', () => {
    for (const from of ['openai-chat', 'anthropic-messages'] as const) {
      const content = [
        { type: 'text', text: 'hi' },
        { type: 'txt', text: 'x' },
      ];
      const result = translate(from, user(...content));
      const path = 'messages[0].content[1]';
      expect(result.ok).toBe(true);
      expect(result.loss).toContainEqual(
        expect.objectContaining({ code: 'unknown_part_dropped', severity: 'dropped', path }),
      );
    }
  });

  it('loses a result without a call, with a report, while the user has said something', () => {
    const lost = { role: 'tool', tool_call_id: 'c9', content: 'x' };
    const result = translate('openai-chat', {
      messages: [{ role: 'user', content: 'hi' }, lost],
    });
    expect(result).toMatchObject({
      ok: true,
      loss: expect.arrayContaining([
        {
          code: 'history_repaired',
          severity: 'dropped',
          path: 'messages[1]',
          detail: expect.any(String),
        },
      ]),
    });
  });

  it.each(['openai-chat', 'anthropic-messages'] as const)(
    'and was recorded from %s is not called invalid',
    (from) => {
      for (const { id, exchanges } of loadFixtures(from)) {
        for (const { request, response } of exchanges) {
          if (!isJsonObject(request?.body) || response.status !== 200) continue;
          if (!Array.isArray(request.body['messages'])) continue;
          const operation = request.path.includes('count_tokens') ? 'count' : 'generate';
          const input = { operation, body: request.body } as const;
          const result = translateRequest({ from, to: other[from], request: input });
          const error = result.ok || result.error.code !== 'invalid_request' ? 'ok' : result.error;
          expect([id, error]).toEqual([id, 'ok']);
        }
      }
    },
  );
});

describe('a call without types', () => {
  // The types rule out what callers of plain JavaScript do all the same.
  const call = (options: unknown) => translateRequest(options as TranslateRequestOptions);
  const direction = { from: 'openai-chat', to: 'anthropic-messages' };

  it.each([
    ['nothing', undefined],
    ['no request', direction],
    ['a request of null', { ...direction, request: null }],
    ['a request as text', { ...direction, request: '{}' }],
    ['a request as bytes', { ...direction, request: new Uint8Array(2) }],
    ['a list', { ...direction, request: [] }],
    [
      'an input without a body',
      { ...direction, request: { operation: 'generate', body: undefined } },
    ],
    ['a body that is no object', { ...direction, request: { operation: 'generate', body: 5 } }],
    ['no dialects', { request: smallRequest('openai-chat') }],
    ['a client dialect nobody knows', { ...direction, from: 'openai', request: {} }],
    ['an upstream dialect nobody knows', { ...direction, to: {}, request: {} }],
  ])('with %s is answered with invalid_request', (_name, options) => {
    const result = call(options);
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid_request' } });
  });

  it('is told which dialects there are', () => {
    for (const from of ['openai', 'cohere-chat'] as readonly string[]) {
      const result = call({ ...direction, from, request: smallRequest('openai-chat') });
      expect(result.ok ? '' : result.error.message).toMatch(/anthropic-messages, openai-chat/);
    }
  });

  it.each(pairs)('is told the same about a body that is no JSON, %s to %s', (from, to) => {
    const result = call({ from, to, request: { operation: 'generate', body: '{' } });
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid_request' } });
  });
});
