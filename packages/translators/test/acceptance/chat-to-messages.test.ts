import type { Json, JsonObject, TargetProfileOverrides } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { objects, refusal, type Setting, toMessages } from './translated.ts';

const user = (content: Json): JsonObject => ({ role: 'user', content });
const call = (id: string): JsonObject => ({
  id,
  type: 'function',
  function: { name: 'look', arguments: '{"at":1}' },
});
const calling = (...ids: readonly string[]): JsonObject => ({
  role: 'assistant',
  content: null,
  tool_calls: ids.map(call),
});
const result = (id: string, content: Json = 'seen'): JsonObject => ({
  role: 'tool',
  tool_call_id: id,
  content,
});
const look: JsonObject = {
  type: 'function',
  function: { name: 'look', parameters: { type: 'object', properties: {} } },
};
const block = (text: string, rest: JsonObject = {}): JsonObject => ({
  type: 'text',
  text,
  ...rest,
});
const cached = (ttl?: string): JsonObject => ({
  cache_control: { type: 'ephemeral', ...(ttl !== undefined && { ttl }) },
});

const send = (messages: readonly JsonObject[], rest: JsonObject = {}, setting: Setting = {}) =>
  toMessages({ model: 'm', messages, max_completion_tokens: 1000, ...rest }, setting);
const ask = (rest: JsonObject, setting: Setting = {}) => send([user('hi')], rest, setting);
const sampling: TargetProfileOverrides['sampling'] = { temperature: true, topP: true };

describe('what a chat client says to a Messages upstream', () => {
  it('C01: puts results of parallel calls into one message, in their order', () => {
    const { messages, codes } = send(
      [user('hi'), calling('a', 'b'), result('b', '2'), result('a', '1')],
      { tools: [look] },
    );
    expect(messages).toHaveLength(3);
    expect(objects(messages[2]?.['content'])).toMatchObject([
      { type: 'tool_result', tool_use_id: 'b' },
      { type: 'tool_result', tool_use_id: 'a' },
    ]);
    expect(codes).toEqual([]);
  });

  it('C02: puts the words behind a result into the same message', () => {
    const { messages } = send([user('hi'), calling('a'), result('a'), user('and?')], {
      tools: [look],
    });
    expect(messages).toHaveLength(3);
    expect(objects(messages[2]?.['content']).map(({ type }) => type)).toEqual([
      'tool_result',
      'text',
    ]);
  });

  it('C03: has ids the API takes, the same on call and result', () => {
    const { messages, codes } = send([user('hi'), calling('a:1.x'), result('a:1.x')], {
      tools: [look],
    });
    const id = objects(messages[1]?.['content'])[0]?.['id'];
    expect(id).toMatch(/^[\w-]+$/);
    expect(objects(messages[2]?.['content'])[0]?.['tool_use_id']).toBe(id);
    expect(codes).toEqual(['tool_call_id_changed']);
  });

  it('C04: has one result per call, the first', () => {
    const { messages, codes } = send(
      [user('hi'), calling('a'), result('a', 'first'), result('a', 'second')],
      { tools: [look] },
    );
    expect(JSON.stringify(messages)).toContain('first');
    expect(JSON.stringify(messages)).not.toContain('second');
    expect(codes).toEqual(['history_repaired']);
  });

  it('C05: makes a block of each system and developer message, in order', () => {
    const { body } = send([
      { role: 'system', content: 'one' },
      { role: 'developer', content: 'two' },
      user('hi'),
    ]);
    expect(body['system']).toEqual([block('one'), block('two')]);
    expect(body['messages']).toEqual([user([block('hi')])]);
  });

  it('C06: has a user message where there is system text only', () => {
    const { body, messages, codes } = send([{ role: 'system', content: 'one' }]);
    expect(JSON.stringify(body['system'])).toContain('one');
    expect(messages).toMatchObject([{ role: 'user' }]);
    expect(codes).toEqual(['history_repaired']);
  });

  it('C07: lets a mark on a part win, and puts one on a message at its last part', () => {
    const { messages } = send([
      { ...user([block('a', cached('1h'))]), ...cached('5m') },
      { role: 'assistant', content: 'b' },
      { ...user([block('c'), block('d')]), ...cached() },
    ]);
    expect(messages[0]?.['content']).toEqual([block('a', cached('1h'))]);
    expect(messages[2]?.['content']).toEqual([block('c'), block('d', cached())]);
  });

  it('C08: keeps four of six marks: of the tools, the system text and the last messages', () => {
    const turn = (text: string): JsonObject => user([block(text, cached())]);
    const reply: JsonObject = { role: 'assistant', content: 'ok' };
    const { body, messages, codes } = send(
      [
        { role: 'system', content: [block('s', cached())] },
        turn('1'),
        reply,
        turn('2'),
        reply,
        turn('3'),
        reply,
        turn('4'),
      ],
      { tools: [{ ...look, ...cached() }] },
    );
    const isMarked = (value: Json | undefined) => JSON.stringify(value).includes('cache_control');
    expect([body['tools'], body['system']].map(isMarked)).toEqual([true, true]);
    expect(messages.filter(({ role }) => role === 'user').map(isMarked)).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(codes).toEqual(['cache_mark_dropped', 'cache_mark_dropped']);
  });

  it('C09: lowers an hour that stands after five minutes', () => {
    const { body, messages, codes } = send([
      { role: 'system', content: [block('s', cached('5m'))] },
      user([block('a', cached('1h'))]),
    ]);
    expect(body['system']).toEqual([block('s', cached('5m'))]);
    expect(messages[0]?.['content']).toEqual([block('a', cached('5m'))]);
    expect(codes).toEqual(['cache_mark_approximated']);
  });

  it('says cache breakpoints of OpenAI’s form as marks, lifetimes fitted', () => {
    const breakpoint = (rest: JsonObject = {}): JsonObject => ({
      prompt_cache_breakpoint: { mode: 'explicit', ...rest },
    });
    const { messages, codes } = send([
      user([block('a', breakpoint({ ttl: '12h' })), block('b', breakpoint())]),
    ]);
    expect(messages[0]?.['content']).toEqual([block('a', cached('1h')), block('b', cached())]);
    expect(codes).toEqual(['cache_mark_approximated']);
  });

  it('C10: merges the alternatives at the root of a schema', () => {
    const parameters = {
      anyOf: [
        { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
        { type: 'object', properties: { b: { type: 'number' } }, required: ['b'] },
      ],
    };
    const { body, codes } = ask({
      tools: [{ type: 'function', function: { name: 'look', parameters } }],
    });
    const [tool] = objects(body['tools']);
    expect(tool?.['input_schema']).toEqual({
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'number' } },
    });
    expect(codes).toEqual(['schema_approximated']);
  });

  it('C11: clamps a temperature, or leaves it out where the model takes none', () => {
    const older = ask({ temperature: 1.7 }, { target: { sampling } });
    expect([older.body['temperature'], older.codes]).toEqual([1, ['sampling_clamped']]);
    const newer = ask({ temperature: 1.7 });
    expect(newer.body).not.toHaveProperty('temperature');
    expect(newer.codes).toEqual(['sampling_dropped']);
  });

  it('C12: goes without sampling while the model reasons', () => {
    const { body, codes } = ask(
      { temperature: 0.2, reasoning_effort: 'low', max_completion_tokens: 8000 },
      { target: { sampling } },
    );
    expect(body).not.toHaveProperty('temperature');
    expect(body['thinking']).toEqual({ type: 'enabled', budget_tokens: 1024 });
    expect(codes).toContain('sampling_dropped');
  });

  it('C13: states the model’s ceiling where the client gave none', () => {
    const { body, codes } = toMessages(
      { model: 'm', messages: [user('hi')] },
      { target: { limits: { defaultMaxOutputTokens: 8192 } } },
    );
    expect(body['max_tokens']).toBe(8192);
    expect(codes).toEqual(['limit_defaulted']);
  });

  it('C14: trims the blank end of the beginning that the client supplies', () => {
    const { messages, codes } = send([user('hi'), { role: 'assistant', content: 'So  \n' }]);
    expect(messages[1]).toEqual({ role: 'assistant', content: [block('So')] });
    expect(codes).toEqual(['text_trimmed']);
  });

  it('C15: leaves out empty texts and messages that hold nothing else', () => {
    const { messages } = send([
      user([block(''), block('hi')]),
      { role: 'assistant', content: '' },
      user('go'),
    ]);
    expect(JSON.stringify(messages)).not.toContain('""');
    expect(messages).toEqual([user([block('hi'), block('go')])]);
  });

  it('C16: turns thinking off beside a forced tool choice', () => {
    const { body, codes } = ask({
      tools: [look],
      tool_choice: 'required',
      reasoning_effort: 'high',
      max_completion_tokens: 64_000,
    });
    expect(body).toMatchObject({ thinking: { type: 'disabled' }, tool_choice: { type: 'any' } });
    expect(codes).toContain('reasoning_dropped');
  });

  const schema = {
    type: 'object',
    properties: { age: { type: 'integer', minimum: 0 } },
    required: ['age'],
  };
  const format = { type: 'json_schema', json_schema: { name: 'person', schema } };

  it('C17: holds the answer to a simplified schema', () => {
    const { body, codes } = ask(
      { response_format: format },
      { target: { output: { jsonSchema: 'native' } } },
    );
    expect(body['output_config']).toEqual({
      format: {
        type: 'json_schema',
        schema: {
          ...schema,
          properties: { age: { type: 'integer', description: '(at least 0)' } },
          additionalProperties: false,
        },
      },
    });
    expect(codes).toEqual(['schema_approximated']);
  });

  it('C17: takes the answer from a forced tool on older models', () => {
    const { body, exchange, codes } = ask({ response_format: format });
    const [tool] = objects(body['tools']);
    expect(tool).toMatchObject({ name: 'json', input_schema: schema });
    expect(body['tool_choice']).toMatchObject({ type: 'tool', name: 'json' });
    expect(exchange.forcedOutputTool).toBe('json');
    expect(codes).toEqual(['output_format_emulated']);
  });

  it('C18: asks for JSON without a schema in the system text', () => {
    const { body, codes } = ask({ response_format: { type: 'json_object' } });
    expect(JSON.stringify(body['system'])).toMatch(/JSON object/);
    expect(codes).toEqual(['output_format_emulated']);
  });

  it('C19: is refused where it wants two answers', () => {
    expect(refusal({ model: 'm', messages: [user('hi')], n: 2 })).toMatchObject({
      code: 'unsupported',
      param: 'n',
    });
  });

  const adaptive: TargetProfileOverrides = {
    reasoning: { style: 'adaptive', efforts: ['low', 'medium', 'high'] },
  };

  it('C20: turns thinking off where no effort is asked for, and lowers one that is too high', () => {
    const none = ask({ reasoning_effort: 'none' }, { target: adaptive });
    expect(none.body['thinking']).toEqual({ type: 'disabled' });
    const most = ask({ reasoning_effort: 'xhigh' }, { target: adaptive });
    expect(most.body).toMatchObject({
      thinking: { type: 'adaptive' },
      output_config: { effort: 'high' },
    });
    expect(most.codes).toEqual(['reasoning_approximated']);
  });

  it('C21: names the user the client names, and no other', () => {
    expect(ask({ user: 'u-1' }).body['metadata']).toEqual({ user_id: 'u-1' });
    expect(ask({}).body).not.toHaveProperty('metadata');
  });
});
