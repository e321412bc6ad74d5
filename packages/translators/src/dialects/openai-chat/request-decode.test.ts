import { parseJson } from '@gateway/protocols';
import type { GenerateRequest, Json, JsonObject } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { testContext, wireRequest } from '../../../test/openai-chat/support.ts';
import { createLossRecorder } from '../../loss-recorder.ts';
import { decodeRequest } from './request-decode.ts';
import { encodeRequest } from './request-encode.ts';
import { permissiveProfile } from '../../../test/openai-chat/support.ts';

const user = { role: 'user', content: 'hi' };
const decode = (body: Json): GenerateRequest => decodeRequest(wireRequest(body));
const decodeWith = (members: JsonObject): GenerateRequest =>
  decode({ model: 'm', messages: [user], ...members });
const messages = (...list: readonly Json[]): JsonObject => ({ model: 'm', messages: list });

function roundTrip(body: JsonObject): Json {
  const target = permissiveProfile(body);
  const options = { target, context: testContext(), loss: createLossRecorder() };
  const { body: written } = encodeRequest(decode(body), options);
  return written.kind === 'json' ? written.value : null;
}

describe('errors', () => {
  it.each<[string, Json, string]>([
    ['a body that is no object', [], ''],
    ['no messages', { model: 'm' }, 'messages'],
    ['null messages', { model: 'm', messages: null }, 'messages'],
    ['messages that are no list', { model: 'm', messages: {} }, 'messages'],
    ['no message at all', { model: 'm', messages: [] }, 'messages'],
    ['a message that is no object', messages(user, 'hi'), 'messages[1]'],
    ['a message without a role', messages({ content: 'x' }), 'messages[0].role'],
    ['an unknown role', messages(user, user, { role: 'robot', content: 'x' }), 'messages[2].role'],
    ['a user message without content', messages({ role: 'user' }), 'messages[0].content'],
    ['content of a wrong type', messages({ role: 'user', content: 5 }), 'messages[0].content'],
    [
      'a part that is no object',
      messages({ role: 'user', content: [1] }),
      'messages[0].content[0]',
    ],
    [
      'a text part without text',
      messages({ role: 'user', content: [{ type: 'text' }] }),
      'messages[0].content[0].text',
    ],
    [
      'an image without an address',
      messages({ role: 'user', content: [{ type: 'image_url', image_url: {} }] }),
      'messages[0].content[0].image_url.url',
    ],
    [
      'a tool message without its id',
      messages({ role: 'tool', content: 'x' }),
      'messages[0].tool_call_id',
    ],
    [
      'a function message without its name',
      messages({ role: 'function', content: 'x' }),
      'messages[0].name',
    ],
    [
      'tool calls that are no list',
      messages({ role: 'assistant', tool_calls: 'x' }),
      'messages[0].tool_calls',
    ],
    ['tools that are no list', { ...messages(user), tools: {} }, 'tools'],
    ['a tool that is no object', { ...messages(user), tools: ['f'] }, 'tools[0]'],
    [
      'a tool without a name',
      { ...messages(user), tools: [{ type: 'function', function: {} }] },
      'tools[0].function.name',
    ],
    ['a flag that is no flag', { ...messages(user), stream: 'yes' }, 'stream'],
    ['a number that is no number', { ...messages(user), temperature: 'hot' }, 'temperature'],
    ['a stop that is no text', { ...messages(user), stop: [1] }, 'stop'],
    ['a model that is no text', { ...messages(user), model: 3 }, 'model'],
    ['a form that is no object', { ...messages(user), response_format: 'json' }, 'response_format'],
  ])('name the field for %s', (_, body, param) => {
    const expected = { code: 'invalid_request', ...(param !== '' && { param }) };
    expect(() => decode(body)).toThrow(expect.objectContaining(expected));
  });

  it('send a Responses body to its own address (G32)', () => {
    expect(() => decode({ model: 'm', input: 'hi' })).toThrow(/\/v1\/responses/);
  });

  it('speak as OpenAI does', () => {
    expect(() => decode({ model: 'm', messages: 'x' })).toThrow(
      "Invalid type for 'messages': expected an array, but got a string instead.",
    );
    expect(() => decode({ model: 'm' })).toThrow("Missing required parameter: 'messages'.");
  });
});

describe('every field', () => {
  const everything: JsonObject = {
    model: 'm',
    stream: true,
    stream_options: { include_usage: true, include_obfuscation: false },
    messages: [
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'Be kind.', cache_control: { type: 'ephemeral', ttl: '1h' } },
        ],
      },
      { role: 'system', content: 'Be brief.', name: 'ops', cache_control: { type: 'ephemeral' } },
      {
        role: 'user',
        name: 'ada',
        content: [
          { type: 'text', text: 'Look', prompt_cache_breakpoint: { mode: 'explicit' } },
          {
            type: 'image_url',
            image_url: { url: 'https://a.example/x.png', detail: 'low', extra: 1 },
          },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          { type: 'image_url', image_url: 'https://a.example/y.png' },
          { type: 'input_audio', input_audio: { data: 'QQ==', format: 'wav' } },
          { type: 'file', file: { file_id: 'file-1' } },
          {
            type: 'file',
            file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' },
          },
          { type: 'file', file: { filename: 'b.pdf', file_data: 'JVBERi0x' } },
          { type: 'video_url', video_url: { url: 'https://a.example/v.mp4' }, fps: 2 },
          { type: 'hologram', depth: 3 },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Well' },
          { type: 'refusal', refusal: 'no' },
        ],
        reasoning_content: 'Hm',
        refusal: 'I will not',
        audio: { id: 'audio_1' },
        tool_calls: [
          {
            id: 'a',
            type: 'function',
            function: { name: 'f', arguments: '{"x": 1}' },
            extra_content: { google: { thought_signature: 's', more: 1 } },
          },
          { id: 'b', type: 'custom', custom: { name: 'patch', input: '***' } },
          { id: 'c', type: 'teleport', where: 'home' },
        ],
      },
      { role: 'tool', tool_call_id: 'a', content: 'sunny' },
      { role: 'tool', tool_call_id: 'b', name: 'patch', content: [{ type: 'text', text: 'ok' }] },
      { role: 'tool', tool_call_id: 'c', content: { rows: [1, 2] } },
      { role: 'assistant', content: null, function_call: { name: 'old', arguments: '{}' } },
      { role: 'function', name: 'old', content: '3' },
      { role: 'assistant', content: '' },
    ],
    tools: [
      {
        type: 'function',
        function: { name: 'f', description: '', parameters: { type: 'object' }, strict: true },
        cache_control: { type: 'ephemeral' },
      },
      {
        type: 'custom',
        custom: {
          name: 'patch',
          format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "x"' } },
        },
      },
      { type: 'custom', custom: { name: 'free', format: { type: 'text' } } },
      { type: 'web_search', web_search: { depth: 2 } },
    ],
    functions: [{ name: 'old', description: 'd', parameters: {} }],
    tool_choice: {
      type: 'allowed_tools',
      allowed_tools: {
        mode: 'required',
        tools: [
          { type: 'function', function: { name: 'f' } },
          { type: 'custom', custom: { name: 'patch' } },
        ],
      },
    },
    parallel_tool_calls: false,
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'n', description: 'd', strict: true, schema: { type: 'object' } },
    },
    max_completion_tokens: 50,
    max_tokens: 40,
    stop: ['a', 'b'],
    n: 2,
    temperature: 0.5,
    top_p: 0.9,
    top_k: 4,
    min_p: 0.1,
    presence_penalty: 1,
    frequency_penalty: -1,
    repetition_penalty: 1.1,
    seed: 7,
    logit_bias: { '50256': -100 },
    logprobs: true,
    top_logprobs: 3,
    prediction: { type: 'content', content: 'x' },
    reasoning_effort: 'xhigh',
    verbosity: 'low',
    modalities: ['text', 'audio'],
    audio: { voice: 'alloy', format: 'opus' },
    web_search_options: {},
    user: 'u',
    safety_identifier: 's',
    metadata: { a: 'b' },
    store: true,
    service_tier: 'flex',
    prompt_cache_key: 'k',
    prompt_cache_retention: '24h',
    prompt_cache_options: { mode: 'explicit' },
    moderation: { model: 'omni' },
    future: { nested: [null, { deep: true }] },
    frequency: null,
  };

  it('comes back as it was', () => {
    expect(roundTrip(everything)).toStrictEqual(everything);
  });

  it('says what it means in canonical words', () => {
    const { turns, tools, wire: _, ...settings } = decode(everything);
    expect(settings).toMatchInlineSnapshot(`
      {
        "cache": {
          "key": "k",
          "options": {
            "mode": "explicit",
          },
          "retention": "24h",
        },
        "continuity": {
          "store": true,
        },
        "hosted": {
          "webSearch": {},
        },
        "identity": {
          "metadata": {
            "a": "b",
          },
          "safetyIdentifier": "s",
          "user": "u",
        },
        "limits": {
          "choices": 2,
          "maxOutputTokens": 50,
          "stopSequences": [
            "a",
            "b",
          ],
        },
        "model": "m",
        "output": {
          "audio": {
            "format": "opus",
            "voice": "alloy",
          },
          "format": {
            "description": "d",
            "name": "n",
            "schema": {
              "type": "object",
            },
            "strict": true,
            "type": "json-schema",
          },
          "modalities": [
            "text",
            "audio",
          ],
          "verbosity": "low",
        },
        "parallelToolCalls": false,
        "reasoning": {
          "effort": "xhigh",
          "mode": "effort",
        },
        "sampling": {
          "frequencyPenalty": -1,
          "logitBias": {
            "50256": -100,
          },
          "logprobs": true,
          "minP": 0.1,
          "prediction": {
            "content": "x",
            "type": "content",
          },
          "presencePenalty": 1,
          "repetitionPenalty": 1.1,
          "seed": 7,
          "temperature": 0.5,
          "topK": 4,
          "topLogprobs": 3,
          "topP": 0.9,
        },
        "serving": {
          "tier": "flex",
        },
        "stream": true,
        "streamUsage": true,
        "toolChoice": {
          "mode": "subset",
          "required": true,
          "toolNames": [
            "f",
            "patch",
          ],
          "wire": {
            "dialect": "openai-chat",
            "path": "tool_choice",
          },
        },
      }
    `);
    expect(tools.map(({ type }) => type)).toEqual([
      'function',
      'freeform',
      'freeform',
      'unknown',
      'function',
    ]);
    expect(
      turns.map(({ role, parts }) => [role, ...parts.map(({ type }) => type)].join(' ')),
    ).toEqual([
      'developer text',
      'system text',
      'user text image image image audio file file file video unknown',
      'assistant reasoning text refusal refusal audio tool-call tool-call unknown',
      'tool tool-result',
      'tool tool-result',
      'tool tool-result',
      'assistant tool-call',
      'tool tool-result',
      'assistant',
    ]);
  });

  it('names where each node sits', () => {
    const { turns } = decode(everything);
    expect(turns[2]?.parts[3]?.wire?.path).toBe('messages[2].content[3]');
    expect(turns[3]?.parts[5]?.wire?.path).toBe('messages[3].tool_calls[0]');
    expect(turns[4]?.parts[0]?.wire?.path).toBe('messages[4]');
  });

  it('keeps no copy of what was read', () => {
    const { wire, turns, tools } = decode(everything);
    expect(Object.keys(wire?.extra ?? {})).toEqual([
      'max_tokens',
      'moderation',
      'future',
      'frequency',
      'stream_options',
    ]);
    const kept = [...turns, ...turns.flatMap(({ parts }) => parts), ...tools]
      .flatMap((node) => Object.keys(node.wire?.extra ?? {}))
      .toSorted();
    expect(kept).toEqual(['content', 'custom', 'extra_content', 'fps', 'image_url']);
  });
});

describe('forms of old and foreign clients', () => {
  it('join calls of the older form with their results by name and order', () => {
    const call = (name: string) => ({
      role: 'assistant',
      content: null,
      function_call: { name, arguments: '{}' },
    });
    const result = (name: string) => ({ role: 'function', name, content: 'x' });
    const { turns } = decode(
      messages(user, call('f'), result('f'), call('g'), result('g'), call('f'), result('f')),
    );
    const ids = turns.flatMap(({ parts }) =>
      parts.flatMap((part) => ('toolCallId' in part ? part.toolCallId : [])),
    );
    expect(ids).toEqual(['call_f_0', 'call_f_0', 'call_g_0', 'call_g_0', 'call_f_1', 'call_f_1']);
  });

  it('understand tools shaped as elsewhere, and write them in chat’s shape', () => {
    const schema = { type: 'object' };
    const body = {
      ...messages(user),
      tools: [
        { name: 'a', description: 'd', input_schema: schema },
        { type: 'function', name: 'b', parameters: schema, strict: true },
      ],
      tool_choice: { type: 'tool', name: 'a' },
    };
    expect(roundTrip(body)).toMatchObject({
      tools: [
        { type: 'function', function: { name: 'a', description: 'd', parameters: schema } },
        { type: 'function', function: { name: 'b', parameters: schema, strict: true } },
      ],
      tool_choice: { type: 'function', function: { name: 'a' } },
    });
  });

  it.each<[string, JsonObject, object]>([
    ['effort', { reasoning_effort: 'low' }, { mode: 'effort', effort: 'low' }],
    ['none', { reasoning_effort: 'none' }, { mode: 'off' }],
    [
      'an effort in an object',
      { reasoning: { effort: 'high', exclude: true } },
      { mode: 'effort', effort: 'high', display: 'none' },
    ],
    [
      'a budget in an object',
      { reasoning: { max_tokens: 900 } },
      { mode: 'budget', budgetTokens: 900 },
    ],
    ['off in an object', { reasoning: { enabled: false, later: 1 } }, { mode: 'off' }],
    ['on in an object', { reasoning: { enabled: true } }, { mode: 'adaptive' }],
    ['thinking on', { thinking: { type: 'enabled', clear_thinking: false } }, { mode: 'adaptive' }],
    [
      'thinking with a budget',
      { thinking: { type: 'enabled', budget_tokens: 2000 } },
      { mode: 'budget', budgetTokens: 2000 },
    ],
    ['thinking off', { thinking: { type: 'disabled' } }, { mode: 'off' }],
  ])('ask for reasoning by %s', (_, members, reasoning) => {
    expect(decodeWith(members).reasoning).toEqual(reasoning);
    const body = { ...messages(user), ...members };
    expect(roundTrip(body)).toStrictEqual(body);
  });

  it.each<[JsonObject]>([
    [{ reasoning_effort: 'ultra' }],
    [{ reasoning: {} }],
    [{ thinking: { clear_thinking: false } }],
    [{ stop: 'x' }],
    [{ stop: [] }],
    [{ stop: null, temperature: null, tools: null, stream: null, tool_choice: null }],
    [{ stream: false }],
    [{ stream_options: {} }],
    [{ tools: [], tool_choice: 'none', parallel_tool_calls: true }],
    [
      {
        tools: [{ type: 'function', function: { name: 'f', strict: null, parameters: null } }],
        tool_choice: { function: { name: 'f' } },
      },
    ],
    [{ tools: [{ function: { name: 'f' } }], tool_choice: 'any' }],
    [{ functions: [{ name: 'f' }], function_call: { name: 'f' } }],
    [{ functions: [{ name: 'f' }], function_call: 'none' }],
    [{ tool_choice: 'telepathy' }],
    [{ tool_choice: { type: 'custom', custom: { name: 'f' } } }],
    [{ response_format: { type: 'text' } }],
    [{ response_format: { type: 'json_object' } }],
    [{ response_format: { type: 'lark_grammar', grammar: 'x' } }],
    [{ modalities: ['text', 'smell'] }],
    [{ verbosity: 'chatty', service_tier: '' }],
  ])('come back as they were: %j', (members) => {
    const body = { ...messages(user), ...members };
    expect(roundTrip(body)).toStrictEqual(body);
  });

  it.each<[JsonObject]>([
    [{ role: 'assistant' }],
    [{ role: 'assistant', content: null, tool_calls: [], refusal: null, audio: null }],
    [{ role: 'assistant', content: [] }],
    [
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'a', function: { name: 'f', arguments: { x: 1 } } }],
      },
    ],
    [
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'f' } }],
      },
    ],
    [
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{"cut' } }],
      },
    ],
    [{ role: 'assistant', content: 'x', reasoning_content: 'Hm', reasoning: 'Hm' }],
    [{ role: 'assistant', content: 'x', reasoning_content: 'Hm', reasoning: 'other' }],
    [{ role: 'assistant', content: 'x', reasoning_content: '' }],
    [
      {
        role: 'assistant',
        content: 'x',
        reasoning_content: 'Hm',
        reasoning_details: [
          {
            type: 'reasoning.text',
            text: 'H',
            signature: 's',
            index: 0,
            format: 'anthropic-claude-v1',
          },
          { type: 'reasoning.text', text: 'm', index: 1 },
        ],
      },
    ],
    [
      {
        role: 'assistant',
        content: 'x',
        reasoning_content: 'Hm',
        reasoning_details: [{ type: 'reasoning.text', signature: 's' }],
      },
    ],
    [
      {
        role: 'assistant',
        content: 'x',
        reasoning_details: [
          { type: 'reasoning.encrypted', data: 'X', id: 'r' },
          { type: 'reasoning.summary', summary: 'S' },
          { type: 'reasoning.dream', x: 1 },
        ],
      },
    ],
    [
      {
        role: 'assistant',
        content: 'x',
        reasoning_content: 'Hm',
        thinking_blocks: [
          { type: 'thinking', thinking: 'Hm', signature: 's' },
          { type: 'redacted_thinking', data: 'X' },
        ],
      },
    ],
    [
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] },
          { type: 'text', text: 'x' },
        ],
      },
    ],
    [{ role: 'user', content: '' }],
    [{ role: 'user', content: null }],
    [{ role: 'user', content: ['bare', { type: 'text', text: 'x', image_url: null }] }],
    [
      {
        role: 'user',
        content: [{ type: 'image_url', image_url: { url: 'data:image/svg+xml;utf8,<svg/>' } }],
      },
    ],
    [
      {
        role: 'tool',
        tool_call_id: 'a',
        content: [
          { type: 'text', text: 'x' },
          { type: 'image_url', image_url: { url: 'https://a.example' } },
        ],
      },
    ],
    [{ role: 'tool', tool_call_id: 'a', content: [1, 2], cache_control: { type: 'ephemeral' } }],
    [{ role: 'tool', tool_call_id: 'a' }],
    [
      {
        role: 'user',
        content: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }],
        cache_control: { type: 'ephemeral', ttl: '1h' },
      },
    ],
  ])('come back as they were in messages: %j', (message) => {
    const body = messages(user, message);
    expect(roundTrip(body)).toStrictEqual(body);
  });

  it('let a mark on a part win over one on its message (C07)', () => {
    const marked = (ttl: string) => ({ cache_control: { type: 'ephemeral', ttl } });
    const { turns } = decode(
      messages({
        role: 'user',
        content: [{ type: 'text', text: 'x', ...marked('1h') }],
        ...marked('5m'),
      }),
    );
    expect(turns[0]?.parts[0]?.cache?.ttl).toBe('1h');
    const { turns: other } = decode(messages({ role: 'user', content: 'x', ...marked('5m') }));
    expect(other[0]?.parts[0]?.cache?.ttl).toBe('5m');
  });

  it.each([{ mode: 'explicit' }, { mode: 'explicit', ttl: '12h' }, { mode: 'new' }])(
    'keep a cache breakpoint of OpenAI’s form %j as a mark, and give it back',
    (breakpoint) => {
      const part = { type: 'text', text: 'x', prompt_cache_breakpoint: breakpoint };
      const body = messages({ role: 'user', content: [part] });
      const { turns } = decode(body);
      expect(turns[0]?.parts[0]?.cache?.ttl).toBe(breakpoint.ttl);
      expect(turns[0]?.parts[0]?.cache).toBeDefined();
      expect(roundTrip(body)).toStrictEqual(body);
    },
  );

  it('leave nothing of an object whose meaning was taken away', () => {
    const body = {
      ...messages(user),
      response_format: { type: 'json_schema', json_schema: { schema: {}, strict: null } },
      thinking: { type: 'enabled', clear_thinking: false },
    };
    const { output: _, reasoning: _mode, ...less } = decode(body);
    const options = {
      target: permissiveProfile(body),
      context: testContext(),
      loss: createLossRecorder(),
    };
    expect(encodeRequest(less, options).body).toEqual({ kind: 'json', value: messages(user) });
  });

  it('keep numbers that are written with more digits than a double has', () => {
    const big = parseJson('12345678901234567890');
    const body = { ...messages(user), seed: 7, future: big };
    expect(JSON.stringify(roundTrip(body))).toContain('"future":12345678901234567890');
  });
});
