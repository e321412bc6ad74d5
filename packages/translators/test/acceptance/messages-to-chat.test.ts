import { isJsonObject, type Json, type JsonObject } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { translateResponse } from '../../src/index.ts';
import { objects, type Setting, toChat } from './translated.ts';

const user = (content: Json): JsonObject => ({ role: 'user', content });
const assistant = (...content: readonly JsonObject[]): JsonObject => ({
  role: 'assistant',
  content,
});
const text = (words: string): JsonObject => ({ type: 'text', text: words });
const toolUse = (id: string, rest: JsonObject = {}): JsonObject => ({
  type: 'tool_use',
  id,
  name: 'look',
  input: { at: 1 },
  ...rest,
});
const toolResult = (id: string, content: Json, rest: JsonObject = {}): JsonObject => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
  ...rest,
});
const png: JsonObject = {
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' },
};
const linked: JsonObject = {
  type: 'image',
  source: { type: 'url', url: 'https://example.com/a.png' },
};
const look: JsonObject = { name: 'look', input_schema: { type: 'object', properties: {} } };

const send = (messages: readonly JsonObject[], rest: JsonObject = {}, setting: Setting = {}) =>
  toChat({ model: 'm', max_tokens: 1000, messages, ...rest }, setting);
const ask = (rest: JsonObject, setting: Setting = {}) => send([user('hi')], rest, setting);
const withTools = (...messages: readonly JsonObject[]) => send(messages, { tools: [look] });

const toolNames = (body: JsonObject): string[] =>
  objects(body['tools']).map((tool) => {
    const { function: definition } = tool;
    return isJsonObject(definition) ? String(definition['name']) : '';
  });

describe('what a Messages client says to a chat upstream', () => {
  it('A01: loses its attribution line and no other system text', () => {
    const { messages } = ask({
      system: [text('x-anthropic-billing-header: cc_version=2.1; cch=9'), text('Be kind.')],
    });
    expect(messages).toEqual([{ role: 'system', content: 'Be kind.' }, user('hi')]);
  });

  it('A02: says system text in mid-conversation as a reminder of the user', () => {
    const { messages, codes } = send(
      [user('hi'), { role: 'system', content: 'Plan mode.' }, user('go')],
      { system: 'Be kind.' },
    );
    expect(messages.filter(({ role }) => role === 'system')).toHaveLength(1);
    expect(messages).toContainEqual(user('<system-reminder>\nPlan mode.\n</system-reminder>'));
    expect(codes).toEqual(['system_moved']);
  });

  it('A02: keeps it system text where the target takes that', () => {
    const { messages, codes } = send(
      [user('hi'), { role: 'system', content: 'Plan mode.' }, user('go')],
      {},
      { target: { messages: { midConversationSystem: true } } },
    );
    expect(messages[1]).toEqual({ role: 'system', content: 'Plan mode.' });
    expect(codes).toEqual([]);
  });

  it('A03: has tool results first and the words beside them after', () => {
    const { messages } = withTools(
      user('hi'),
      assistant(toolUse('a')),
      user([text('and?'), toolResult('a', 'seen')]),
    );
    expect(messages.slice(2)).toEqual([
      { role: 'tool', tool_call_id: 'a', content: 'seen' },
      user('and?'),
    ]);
  });

  it('A04: is one assistant message of joined text and all calls', () => {
    const { messages } = withTools(
      user('hi'),
      assistant(text('First'), toolUse('a'), text('then')),
      user([toolResult('a', 'seen')]),
    );
    expect(messages[1]).toEqual({
      role: 'assistant',
      content: 'First\nthen',
      tool_calls: [
        { id: 'a', type: 'function', function: { name: 'look', arguments: '{"at":1}' } },
      ],
    });
    expect(messages.filter(({ role }) => role === 'assistant')).toHaveLength(1);
  });

  it.each([
    ['A05: bytes beside text', [text('seen'), png], 'seen', 'data:image/png;base64,iVBORw0KGgo='],
    ['A06: an address alone', [linked], /\S/, 'https://example.com/a.png'],
  ])('%s of a tool result reaches the model', (_name, content, words, url) => {
    const { messages, codes } = withTools(
      user('hi'),
      assistant(toolUse('a')),
      user([toolResult('a', content)]),
    );
    expect(messages[2]).toEqual({
      role: 'tool',
      tool_call_id: 'a',
      content: typeof words === 'string' ? words : expect.stringMatching(words),
    });
    const { role, content: parts } = messages[3] ?? {};
    expect(role).toBe('user');
    expect(parts).toContainEqual({ type: 'image_url', image_url: { url } });
    expect(codes).toEqual(['media_moved']);
  });

  it('A05: stays in the result where the target takes pictures there', () => {
    const { messages, codes } = send(
      [user('hi'), assistant(toolUse('a')), user([toolResult('a', [text('seen'), png])])],
      { tools: [look] },
      { target: { input: { toolResultImage: true } } },
    );
    expect(objects(messages[2]?.['content']).map(({ type }) => type)).toEqual([
      'text',
      'image_url',
    ]);
    expect(codes).toEqual([]);
  });

  it('A07: says a result of any JSON as its text', () => {
    const { messages } = withTools(
      user('hi'),
      assistant(toolUse('a')),
      user([toolResult('a', { temperature: 21, unit: 'C' })]),
    );
    expect(messages[2]?.['content']).toBe('{"temperature":21,"unit":"C"}');
  });

  it('A08: says nothing of signed reasoning', () => {
    const { messages, body, codes } = send([
      user('hi'),
      assistant({ type: 'thinking', thinking: 'secret thoughts', signature: 'c2ln' }, text('so')),
      user('go'),
    ]);
    expect(messages[1]).toEqual({ role: 'assistant', content: 'so' });
    expect(JSON.stringify(body)).not.toMatch(/secret thoughts|reasoning_content|c2ln/);
    expect(codes).toContain('reasoning_dropped');
  });

  it('A09: leaves out a message that holds unsigned reasoning only', () => {
    const { messages } = send([
      user('hi'),
      assistant({ type: 'thinking', thinking: 'hm', signature: '' }),
      user('go'),
    ]);
    expect(messages.map(({ role }) => role)).toEqual(['user', 'user']);
  });

  it('A10: gives reasoning back to a target that wants it with its calls', () => {
    const { messages } = send(
      [
        user('hi'),
        assistant({ type: 'thinking', thinking: 'hm', signature: '' }, toolUse('a')),
        user([toolResult('a', 'seen')]),
      ],
      { tools: [look] },
      { target: { reasoning: { historyField: 'reasoning_content' } } },
    );
    expect(messages[1]).toMatchObject({ reasoning_content: 'hm', tool_calls: [{ id: 'a' }] });
  });

  it('A11: never copies redacted reasoning into any field', () => {
    const { body } = send(
      [user('hi'), assistant({ type: 'redacted_thinking', data: 'UkVEQUNURUQ' }, text('so'))],
      {},
      { target: { reasoning: { historyField: 'reasoning_content' } } },
    );
    expect(JSON.stringify(body)).not.toContain('UkVEQUNURUQ');
  });

  it('A12: has properties at every level of a schema', () => {
    const nested = { type: 'object', properties: { inner: { type: 'object' } } };
    const { body, codes } = ask({
      tools: [
        { name: 'bare', input_schema: { type: 'object' } },
        { name: 'nested', input_schema: nested },
      ],
    });
    expect(objects(body['tools']).map((tool) => tool['function'])).toEqual([
      { name: 'bare', parameters: { type: 'object', properties: {} } },
      {
        name: 'nested',
        parameters: {
          type: 'object',
          properties: { inner: { type: 'object', properties: {} } },
        },
      },
    ]);
    expect(codes).toEqual([]);
  });

  it('A13: has four stop strings sent and the rest applied here', () => {
    const { body, exchange, codes } = ask({ stop_sequences: ['a', 'b', 'c', 'd', 'e', 'f'] });
    expect(body['stop']).toEqual(['a', 'b', 'c', 'd']);
    expect(exchange.emulatedStops).toEqual(['e', 'f']);
    expect(codes).toEqual(['stop_emulated']);
  });

  it('A14: joins two texts into one string', () => {
    expect(send([user([text('one'), text('two')])]).messages).toEqual([user('one\ntwo')]);
  });

  it('A15: asks for as much effort as the budget stands for', () => {
    const thinking = { type: 'enabled', budget_tokens: 10_000 };
    const { body, codes } = ask({ thinking, max_tokens: 20_000 });
    expect(body['reasoning_effort']).toBe('high');
    expect(codes).toEqual(['reasoning_approximated']);
  });

  it('A16: clamps an effort to the highest the model has, and says so', () => {
    const { body, codes } = ask({
      thinking: { type: 'adaptive' },
      output_config: { effort: 'max' },
    });
    expect(body['reasoning_effort']).toBe('high');
    expect(codes).toEqual(['reasoning_approximated']);
  });

  it('A17: must call one tool, and only one', () => {
    const { body } = ask({
      tools: [look],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
    });
    expect(body).toMatchObject({ tool_choice: 'required', parallel_tool_calls: false });
  });

  it('A18: shows deferred tools at once and names found ones in words', () => {
    const { body, messages, codes } = send(
      [
        user('hi'),
        assistant(toolUse('a', { name: 'ToolSearch' })),
        user([toolResult('a', [{ type: 'tool_reference', tool_name: 'look' }])]),
      ],
      {
        tools: [
          { name: 'ToolSearch', input_schema: { type: 'object', properties: {} } },
          { ...look, defer_loading: true },
        ],
      },
    );
    expect(JSON.stringify(body)).not.toMatch(/defer_loading|tool_reference/);
    expect(objects(body['tools'])).toHaveLength(2);
    expect(messages[2]).toMatchObject({ role: 'tool', content: 'Tool found: look' });
    expect(codes).toEqual(['tool_reference_as_text']);
  });

  it('A19: goes without settings only Anthropic has', () => {
    const { body, codes } = ask({
      system: [{ ...text('s'), cache_control: { type: 'ephemeral', scope: 'global' } }],
      context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
      diagnostics: { previous_message_id: null },
    });
    expect(Object.keys(body).toSorted()).toEqual(['max_tokens', 'messages', 'model']);
    expect(JSON.stringify(body)).not.toMatch(/cache_control|scope/);
    expect([...codes].toSorted()).toEqual([
      'cache_mark_dropped',
      'field_dropped',
      'unknown_field_dropped',
    ]);
  });

  const long = `mcp__${'server_'.repeat(12)}a`;

  it('A20: shortens long tool names, and the answer has them back', () => {
    expect(long).toHaveLength(90);
    const { body, exchange, codes } = ask({ tools: [{ ...look, name: long }] });
    const [name = ''] = toolNames(body);
    expect(name).toMatch(/^[\w-]{1,64}$/);
    expect(codes).toEqual(['tool_name_changed']);
    const call = { id: 'c', type: 'function', function: { name, arguments: '{}' } };
    const message = { role: 'assistant', content: null, tool_calls: [call] };
    const answer = { choices: [{ index: 0, message, finish_reason: 'tool_calls' }] };
    expect(translateResponse({ exchange, response: { body: answer } })).toMatchObject({
      ok: true,
      response: { body: { content: [{ type: 'tool_use', name: long }] } },
    });
  });

  it('A21: keeps names apart that begin alike', () => {
    const { body } = ask({ tools: ['1', '2'].map((end) => ({ ...look, name: long + end })) });
    const names = toolNames(body);
    expect(new Set(names).size).toBe(2);
    expect(names.every((name) => name.length <= 64)).toBe(true);
  });

  it('A22: turns reasoning off beside tools where the model demands it', () => {
    const { body, codes } = ask(
      { tools: [look] },
      { target: { reasoning: { canDisable: true, forbidsTools: true } } },
    );
    expect(body['reasoning_effort']).toBe('none');
    expect(codes).toEqual(['reasoning_approximated']);
  });

  it('A23: keeps temperature and top_p together', () => {
    expect(ask({ temperature: 0.4, top_p: 0.9 }).body).toMatchObject({
      temperature: 0.4,
      top_p: 0.9,
    });
  });

  it('A24: says in words that a tool failed', () => {
    const { messages, codes } = withTools(
      user('hi'),
      assistant(toolUse('a')),
      user([toolResult('a', 'no such file', { is_error: true })]),
    );
    expect(messages[2]?.['content']).toBe('Error: no such file');
    expect(codes).toEqual(['tool_result_approximated']);
  });
});
