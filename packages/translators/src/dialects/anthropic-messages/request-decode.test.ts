import { GatewayError, type Json, type JsonObject } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { decodeRequest } from './request-decode.ts';
import { encodeRequest } from './request-encode.ts';
import {
  decodeContext,
  encodeContext,
  wireRequest,
} from '../../../test/anthropic-messages/fixtures.ts';

const decode = (body: Json) => decodeRequest(wireRequest(body), decodeContext());
const withContent = (...content: JsonObject[]): JsonObject => ({
  model: 'm',
  max_tokens: 1,
  messages: [{ role: 'user', content }],
});
const partsOf = (...content: JsonObject[]) =>
  decode(withContent(...content)).turns.flatMap(({ parts }) => parts);

function errorOf(body: Json): GatewayError {
  try {
    decode(body);
  } catch (error) {
    if (GatewayError.is(error)) return error;
  }
  throw new Error('the request was accepted');
}

describe('a Messages request', () => {
  it('A03 splits results from the text beside them', () => {
    const { turns } = decode(
      withContent(
        { type: 'tool_result', tool_use_id: 'a', content: 'x' },
        { type: 'text', text: 'go on' },
      ),
    );
    expect(turns.map(({ role }) => role)).toStrictEqual(['tool', 'user']);
    expect(turns.map(({ wire }) => wire?.form?.['message'])).toStrictEqual(['0', '0']);
  });

  it('A07 reads a result of any JSON as text', () => {
    const [part] = partsOf({ type: 'tool_result', tool_use_id: 'a', content: { b: [1] } });
    expect(part).toMatchObject({ content: [{ type: 'text', text: '{"b":[1]}' }] });
  });

  it('A18 reads deferred tools and references to them', () => {
    const request = decode({
      ...withContent({
        type: 'tool_result',
        tool_use_id: 'a',
        content: [{ type: 'tool_reference', tool_name: 'find' }],
      }),
      tools: [{ name: 'find', input_schema: {}, defer_loading: true }],
    });
    expect(request.tools).toMatchObject([{ type: 'function', deferLoading: true }]);
    expect(request.turns[0]?.parts).toMatchObject([
      { content: [{ type: 'toolset-change', change: 'reveal', names: ['find'] }] },
    ]);
  });

  it('tells tools of the client, the provider and MCP servers apart', () => {
    const { tools } = decode({
      ...withContent(),
      tools: [
        { type: 'custom', name: 'a', input_schema: {} },
        { type: 'web_search_20250305', name: 'web_search', max_uses: 2 },
        { type: 'browser_toolset_20260801' },
        { type: 'mcp_toolset', mcp_server_name: 's' },
        { type: 'later' },
      ],
    });
    expect(tools).toMatchObject([
      { type: 'function', name: 'a' },
      { type: 'native', nativeType: 'web_search_20250305', settings: { max_uses: 2 } },
      { type: 'native', name: '' },
      { type: 'mcp', label: 's' },
      { type: 'unknown' },
    ]);
  });

  it('reads media of every source', () => {
    const parts = partsOf(
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA' } },
      { type: 'image', source: { type: 'url', url: 'https://x' } },
      { type: 'document', source: { type: 'file', file_id: 'f' }, title: 't', context: 'c' },
      {
        type: 'document',
        source: {
          type: 'content',
          content: [
            { type: 'text', text: 'one' },
            { type: 'text', text: '2' },
          ],
        },
        citations: { enabled: true },
      },
      { type: 'image', source: { type: 'teleport' } },
    );
    expect(parts).toMatchObject([
      { type: 'image', media: { source: 'inline', mediaType: 'image/png', base64: 'AA' } },
      { type: 'image', media: { source: 'url', url: 'https://x' } },
      { type: 'file', media: { source: 'file-id', owner: 'anthropic', id: 'f' }, title: 't' },
      { type: 'file', media: { source: 'text', text: 'one\n\n2' }, citations: true },
      { type: 'unknown' },
    ]);
  });

  it('reads settings', () => {
    const {
      turns: _turns,
      wire,
      ...request
    } = decode({
      ...withContent(),
      stream: true,
      stop_sequences: ['x'],
      temperature: 1,
      top_p: 0.5,
      top_k: 3,
      thinking: { type: 'enabled', budget_tokens: 2048, display: 'omitted', block_binding: 'x' },
      output_config: { effort: 'high', task_budget: { total: 1 } },
      output_format: { type: 'json_schema', schema: { type: 'object' } },
      cache_control: { type: 'ephemeral', ttl: '1h', scope: 'org' },
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
      metadata: { user_id: 'u', more: 1 },
      service_tier: 'standard_only',
      speed: 'fast',
      inference_geo: 'eu',
      container: 'c',
      context_management: { edits: [] },
      mcp_servers: [],
      thread: { type: 'create' },
      fallbacks: [{ model: 'b' }],
    });
    expect(request).toMatchInlineSnapshot(`
      {
        "cache": {
          "automatic": {
            "ttl": "1h",
            "wire": {
              "dialect": "anthropic-messages",
              "extra": {
                "scope": "org",
              },
              "path": "cache_control",
            },
          },
        },
        "continuity": {
          "container": "c",
          "contextManagement": {
            "edits": [],
          },
          "thread": {
            "type": "create",
          },
        },
        "hosted": {
          "mcpServers": [],
        },
        "identity": {
          "user": "u",
        },
        "limits": {
          "maxOutputTokens": 1,
          "stopSequences": [
            "x",
          ],
        },
        "model": "m",
        "output": {
          "format": {
            "schema": {
              "type": "object",
            },
            "type": "json-schema",
          },
        },
        "parallelToolCalls": false,
        "reasoning": {
          "budgetTokens": 2048,
          "display": "none",
          "effort": "high",
          "mode": "budget",
        },
        "sampling": {
          "temperature": 1,
          "topK": 3,
          "topP": 0.5,
        },
        "serving": {
          "region": "eu",
          "speed": "fast",
          "tier": "standard_only",
        },
        "stream": true,
        "toolChoice": {
          "mode": "any",
          "wire": {
            "dialect": "anthropic-messages",
            "path": "tool_choice",
          },
        },
        "tools": [],
      }
    `);
    expect(wire?.extra).toMatchInlineSnapshot(`
      {
        "fallbacks": [
          {
            "model": "b",
          },
        ],
        "metadata": {
          "more": 1,
        },
        "output_config": {
          "task_budget": {
            "total": 1,
          },
        },
        "thinking": {
          "block_binding": "x",
        },
      }
    `);
  });

  it('reads betas, version and query, and gives them back', () => {
    const headers = { 'anthropic-beta': 'a-1, b-2', 'anthropic-version': '2026-10-21' };
    const request = decodeRequest(
      wireRequest(withContent(), { headers, query: { beta: 'true' } }),
      decodeContext(),
    );
    expect(request.betas).toStrictEqual(['a-1', 'b-2']);
    const wire = encodeRequest(request, encodeContext());
    expect(wire.headers).toStrictEqual(headers);
    expect(wire.query).toStrictEqual({ beta: 'true' });
  });

  it.each<[string, Json]>([
    ['model', { messages: [] }],
    ['messages', { model: 'm' }],
    ['max_tokens', { ...withContent(), max_tokens: 'many' }],
    ['messages[0]', { model: 'm', messages: ['hi'] }],
    ['messages[0].role', { model: 'm', messages: [{ role: 'tool', content: '' }] }],
    ['messages[0].content', { model: 'm', messages: [{ role: 'user' }] }],
    ['messages[0].content[0]', { model: 'm', messages: [{ role: 'user', content: [1] }] }],
    ['messages[0].content[1].type', withContent({ type: 'text', text: '' }, {})],
    ['messages[0].content[0].text', withContent({ type: 'text' })],
    ['messages[0].content[0].tool_use_id', withContent({ type: 'tool_result' })],
    ['tools[0].name', { ...withContent(), tools: [{ input_schema: {} }] }],
    ['stop_sequences', { ...withContent(), stop_sequences: [1] }],
    ['thinking', { ...withContent(), thinking: 'on' }],
    ['system', { ...withContent(), system: 3 }],
  ])('names the field at fault: %s', (param, body) => {
    const error = errorOf(body);
    expect(error.code).toBe('invalid_request');
    expect(error.param).toBe(param);
    expect(error.message).toContain(param);
  });

  it('refuses bodies that are no object', () => {
    expect(errorOf([]).code).toBe('invalid_request');
  });
});

describe('rare forms come back as they were', () => {
  const base = withContent({ type: 'text', text: 'x' });
  const block = (value: JsonObject): JsonObject => withContent(value);
  it.each<[string, JsonObject]>([
    ['empty system list', { ...base, system: [] }],
    ['empty system string', { ...base, system: '' }],
    ['system string', { ...base, system: 'be kind' }],
    ['empty content', { ...base, messages: [{ role: 'user', content: [] }] }],
    ['empty string', { ...base, messages: [{ role: 'user', content: '' }] }],
    ['empty tools', { ...base, tools: [] }],
    ['stream false', { ...base, stream: false }],
    ['nulls', { ...base, system: null, tools: null, metadata: null, thinking: null, speed: null }],
    ['empty nested objects', { ...base, metadata: {}, output_config: {} }],
    ['null effort', { ...base, output_config: { effort: null, format: null } }],
    [
      'both places of the format',
      {
        ...base,
        output_config: { format: { type: 'json_schema', schema: {}, name: 'n' } },
        output_format: { type: 'json_schema', schema: { a: 1 } },
      },
    ],
    ['old place of the format', { ...base, output_format: { type: 'json_schema', schema: {} } }],
    ['unknown thinking', { ...base, thinking: { type: 'deep', x: 1 } }],
    ['thinking between tools', { ...base, thinking: { type: 'between_tools' } }],
    ['new display', { ...base, thinking: { type: 'adaptive', display: 'updates' } }],
    ['a budget above the ceiling', { ...base, thinking: { type: 'enabled', budget_tokens: 9 } }],
    ['unknown tool choice', { ...base, tool_choice: { type: 'dice' } }],
    [
      'choice without tools',
      { ...base, tool_choice: { type: 'none', disable_parallel_tool_use: true } },
    ],
    [
      'separate user messages',
      {
        ...base,
        messages: [
          { role: 'user', content: 'a' },
          { role: 'user', content: [{ type: 'text', text: 'b' }], clear_at: 'turn' },
        ],
      },
    ],
    ['text before results', block({ type: 'text', text: 'first' })],
    ['leading system message', { ...base, messages: [{ role: 'system', content: 'a' }] }],
    [
      'odd result contents',
      {
        ...base,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'before' },
              { type: 'tool_result', tool_use_id: 'a' },
              { type: 'tool_result', tool_use_id: 'b', content: null },
              { type: 'tool_result', tool_use_id: 'c', content: '' },
              { type: 'tool_result', tool_use_id: 'd', content: [] },
              { type: 'tool_result', tool_use_id: 'e', content: [1, 'x'] },
              { type: 'tool_result', tool_use_id: 'f', content: { a: 1 }, is_error: true },
              {
                type: 'tool_result',
                tool_use_id: 'g',
                content: [{ type: 'image', source: {} }],
                is_error: false,
              },
              { type: 'text', text: 'after' },
            ],
          },
        ],
      },
    ],
    [
      'cache marks',
      {
        ...base,
        cache_control: { type: 'ephemeral', scope: 'x' },
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } },
              { type: 'text', text: 'a', cache_control: null, citations: null },
              {
                type: 'image',
                source: { type: 'url', url: 'u', x: 1 },
                cache_control: { type: 'later', ttl: '9h' },
              },
            ],
          },
        ],
      },
    ],
    [
      'documents',
      {
        ...base,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'document', source: { type: 'content', content: 'abc' }, citations: null },
              {
                type: 'document',
                source: {
                  type: 'content',
                  content: [
                    { type: 'text', text: '' },
                    { type: 'text', text: 'b' },
                  ],
                },
                citations: {},
              },
              {
                type: 'document',
                source: { type: 'content', content: [{ type: 'image', source: {} }] },
              },
              {
                type: 'document',
                source: { type: 'text', media_type: 'text/plain', data: '' },
                title: null,
              },
              {
                type: 'search_result',
                source: 's',
                title: 't',
                content: [{ type: 'text', text: 'c' }],
                citations: { enabled: false, x: 1 },
              },
            ],
          },
        ],
      },
    ],
    [
      'assistant blocks',
      {
        ...base,
        messages: [
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: '', signature: 'S' },
              { type: 'redacted_thinking', data: 'D', x: 1 },
              {
                type: 'tool_use',
                id: 'i',
                name: 'n',
                input: [1],
                caller: { type: 'direct' },
                toolset_name: null,
              },
              { type: 'tool_use', id: 'i', name: 'n' },
              {
                type: 'server_tool_use',
                id: 's',
                name: 'web_search',
                input: { q: 1 },
                cache_control: { type: 'ephemeral' },
              },
              { type: 'web_search_tool_result', tool_use_id: 's', content: [] },
              { type: 'mcp_tool_result', tool_use_id: 'm', is_error: false, content: [] },
              { type: 'compaction', content: null, encrypted_content: 'E', signature: null },
              { type: 'container_upload', file_id: 'f' },
              { type: 'fallback', from: { model: 'a' }, to: { model: 'b' } },
            ],
          },
        ],
      },
    ],
    [
      'tool changes',
      {
        ...base,
        messages: [
          {
            role: 'system',
            content: [
              { type: 'tool_addition', tool: { type: 'tool_reference', name: 'a', x: 1 } },
              {
                type: 'tool_removal',
                tool: { type: 'tool_reference', tool_name: 'a' },
                cache_control: { type: 'ephemeral' },
              },
              { type: 'tool_addition', tool: { name: 'b', input_schema: {} }, y: 2 },
            ],
          },
        ],
      },
    ],
    [
      'tools',
      {
        ...base,
        tools: [
          {
            type: 'custom',
            name: 'a',
            input_schema: { type: 'object' },
            description: '',
            allowed_callers: ['direct'],
            input_examples: [{}],
            eager_input_streaming: null,
          },
          { type: null, name: 'b' },
          { type: 'computer_toolset_20260801', configs: {} },
          { type: 'mcp_toolset', mcp_server_name: 's', cache_control: { type: 'ephemeral' } },
          { type: 'bash_20250124', name: 'bash', cache_control: { type: 'ephemeral', ttl: '5m' } },
        ],
      },
    ],
    ['big numbers', block({ type: 'odd', value: JSON.parse('1e300') })],
    [
      'keys of the language',
      JSON.parse('{"model":"m","messages":[],"max_tokens":1,"__proto__":{"a":1},"constructor":2}'),
    ],
  ])('%s', (_name, body) => {
    const options = encodeContext();
    const encoded = encodeRequest(decode(body), options);
    const expected = 'max_tokens' in body ? body : { ...body, max_tokens: 1 };
    expect(encoded.body).toStrictEqual({ kind: 'json', value: expected });
    expect(options.loss.entries).toStrictEqual([]);
  });
});
