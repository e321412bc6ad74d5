import type {
  GenerateRequest,
  JsonObject,
  Part,
  TargetProfileOverrides,
  Turn,
} from '@gateway/spec';
import { isJsonObject, mergeTargetProfile } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { encodeRequest } from './request-encode.ts';
import { encodeContext, permissiveProfile } from '../../../test/anthropic-messages/fixtures.ts';

const text = (words: string): Part => ({ type: 'text', text: words });
const user = (...parts: Part[]): Turn => ({ role: 'user', parts });
const result = (toolCallId: string, ...content: Part[]): Part => ({
  type: 'tool-result',
  toolCallId,
  isError: false,
  content,
});
const call = (toolCallId: string, input: string): Part => ({
  type: 'tool-call',
  toolCallId,
  toolName: 'read',
  inputFormat: 'json',
  input: { text: input },
});

function encode(request: Partial<GenerateRequest>, target: TargetProfileOverrides = {}) {
  const options = encodeContext(mergeTargetProfile(permissiveProfile, target));
  const whole = { model: 'm', stream: false, turns: [user(text('hi'))], tools: [], ...request };
  const wire = encodeRequest(whole, options);
  if (wire.body.kind !== 'json' || !isJsonObject(wire.body.value)) throw new Error('no body');
  return { wire, body: wire.body.value, loss: options.loss.entries };
}

const messages = (turns: readonly Turn[]) => {
  const { body, loss } = encode({ turns, limits: { maxOutputTokens: 10 } });
  return { messages: body['messages'] as JsonObject[], system: body['system'], loss };
};

describe('a request of another dialect as a Messages request', () => {
  it('C01 C02 puts parallel results and the text behind them into one user message', () => {
    const turns: Turn[] = [
      user(text('go')),
      { role: 'assistant', parts: [call('a', '{}'), call('b', '{"x":1}')] },
      { role: 'tool', parts: [result('a', text('one'))] },
      { role: 'tool', parts: [result('b', text('two'))] },
      user(text('and now?')),
    ];
    expect(messages(turns).messages).toMatchInlineSnapshot(`
      [
        {
          "content": [
            {
              "text": "go",
              "type": "text",
            },
          ],
          "role": "user",
        },
        {
          "content": [
            {
              "id": "a",
              "input": {},
              "name": "read",
              "type": "tool_use",
            },
            {
              "id": "b",
              "input": {
                "x": 1,
              },
              "name": "read",
              "type": "tool_use",
            },
          ],
          "role": "assistant",
        },
        {
          "content": [
            {
              "content": "one",
              "tool_use_id": "a",
              "type": "tool_result",
            },
            {
              "content": "two",
              "tool_use_id": "b",
              "type": "tool_result",
            },
            {
              "text": "and now?",
              "type": "text",
            },
          ],
          "role": "user",
        },
      ]
    `);
  });

  it('A03 writes results first in a joined user message', () => {
    const turns: Turn[] = [user(text('so')), { role: 'tool', parts: [result('a')] }];
    expect(messages(turns).messages).toStrictEqual([
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a' },
          { type: 'text', text: 'so' },
        ],
      },
    ]);
  });

  it('puts a result that was made on the way first in the message of the client', () => {
    const wire = { dialect: 'anthropic-messages', path: 'messages[1]' } as const;
    const turns: Turn[] = [
      { role: 'assistant', parts: [call('a', '{}')], wire: { ...wire, form: { message: '0' } } },
      { ...user(text('so')), wire: { ...wire, form: { message: '1' }, extra: { clear_at: 'x' } } },
      { role: 'tool', parts: [result('a', text('none'))], wire },
    ];
    expect(messages(turns).messages[1]).toStrictEqual({
      role: 'user',
      clear_at: 'x',
      content: [
        { type: 'tool_result', tool_use_id: 'a', content: 'none' },
        { type: 'text', text: 'so' },
      ],
    });
  });

  it('C05 makes one block of each leading system message', () => {
    const turns: Turn[] = [
      { role: 'system', parts: [text('one')] },
      { role: 'developer', parts: [text('two')] },
      user(text('hi')),
      { role: 'system', parts: [text('late')] },
    ];
    const encoded = messages(turns);
    expect(encoded.system).toStrictEqual([
      { type: 'text', text: 'one' },
      { type: 'text', text: 'two' },
    ]);
    expect(encoded.messages.map(({ role }) => role)).toStrictEqual(['user', 'system']);
  });

  it('C13 states a ceiling where the client gave none', () => {
    const { body, loss } = encode({}, { limits: { defaultMaxOutputTokens: 8000 } });
    expect(body['max_tokens']).toBe(8000);
    expect(loss).toMatchObject([{ code: 'limit_defaulted', path: 'limits.maxOutputTokens' }]);
  });

  it('C14 trims the blank end of a prefill', () => {
    const { messages: written, loss } = messages([
      user(text('hi')),
      { role: 'assistant', parts: [text('Well, \n')] },
    ]);
    expect(written.at(-1)).toStrictEqual({
      role: 'assistant',
      content: [{ type: 'text', text: 'Well,' }],
    });
    expect(loss).toMatchObject([{ code: 'text_trimmed' }]);
  });

  it('C15 leaves out empty texts and messages that have nothing else', () => {
    const { messages: written, loss } = messages([
      user(text('a')),
      { role: 'assistant', parts: [text(' ')] },
      user(text(''), text('b')),
    ]);
    expect(written).toStrictEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
    ]);
    expect(loss).toStrictEqual([]);
  });

  it('gives every call an object', () => {
    const inputs = ['', 'null', '[1]', '{"a":12345678901234567890}', '{torn'];
    const parts = inputs.map((input, at) => call(`c${at}`, input));
    const { messages: written, loss } = messages([{ role: 'assistant', parts }]);
    const content = written[0]?.['content'] as JsonObject[];
    expect(content.map(({ input }) => JSON.stringify(input))).toStrictEqual([
      '{}',
      '{}',
      '{"input":[1]}',
      '{"a":12345678901234567890}',
      '{"input":"{torn"}',
    ]);
    expect(new Set(loss.map(({ code }) => code))).toStrictEqual(new Set(['tool_input_wrapped']));
  });

  it('returns reasoning to the family that minted it, and drops all other', () => {
    const reasoning = (value: string, family: 'anthropic' | 'openai'): Part => ({
      type: 'reasoning',
      text: 'hm',
      seals: value === '' ? [] : [{ family, form: 'signature', value }],
      visibility: 'full',
    });
    const turns: Turn[] = [
      {
        role: 'assistant',
        parts: [
          reasoning('S', 'anthropic'),
          reasoning('G', 'openai'),
          reasoning('', 'anthropic'),
          reasoning('gw1.x', 'anthropic'),
          {
            type: 'reasoning',
            text: '',
            seals: [{ family: 'anthropic', form: 'redacted', value: 'R' }],
            visibility: 'none',
          },
        ],
      },
    ];
    const encoded = messages(turns);
    expect(encoded.messages[0]?.['content']).toStrictEqual([
      { type: 'thinking', thinking: 'hm', signature: 'S' },
      { type: 'redacted_thinking', data: 'R' },
    ]);
    expect(encoded.loss).toMatchObject([{ code: 'reasoning_dropped' }]);
    const other = encode({ turns }, { reasoningFamily: 'moonshot' }).body['messages'];
    expect((other as JsonObject[])[0]?.['content']).toHaveLength(4);
  });

  it('takes the media the API takes', () => {
    const inline = (mediaType: string, base64: string): Part => ({
      type: 'file',
      media: { source: 'inline', mediaType, base64 },
      filename: 'f',
    });
    const { messages: written, loss } = messages([
      user(
        { type: 'image', media: { source: 'inline', mediaType: '', base64: 'iVBORw0KGgoAAA' } },
        { type: 'image', media: { source: 'url', url: 'https://x/y.png' } },
        inline('application/pdf', 'JVBERi0='),
        inline('text/csv', 'YSxi'),
        inline('image/webp', 'UklGRg'),
        inline('application/zip', 'UEs='),
        { type: 'image', media: { source: 'file-id', owner: 'openai', id: 'file_1' } },
        { type: 'audio', media: { source: 'inline', mediaType: 'audio/wav', base64: '' } },
      ),
    ]);
    expect(written[0]?.['content']).toMatchInlineSnapshot(`
      [
        {
          "source": {
            "data": "iVBORw0KGgoAAA",
            "media_type": "image/png",
            "type": "base64",
          },
          "type": "image",
        },
        {
          "source": {
            "type": "url",
            "url": "https://x/y.png",
          },
          "type": "image",
        },
        {
          "source": {
            "data": "JVBERi0=",
            "media_type": "application/pdf",
            "type": "base64",
          },
          "title": "f",
          "type": "document",
        },
        {
          "source": {
            "data": "a,b",
            "media_type": "text/plain",
            "type": "text",
          },
          "title": "f",
          "type": "document",
        },
        {
          "source": {
            "data": "UklGRg",
            "media_type": "image/webp",
            "type": "base64",
          },
          "type": "image",
        },
      ]
    `);
    expect(loss.map(({ code }) => code)).toStrictEqual(['media_dropped']);
  });

  it('writes results of any kind', () => {
    const odd: Part = { type: 'unknown', dialect: 'openai-chat', value: { odd: 1 } };
    const { messages: written } = messages([
      {
        role: 'tool',
        parts: [result('a', text('x'), odd), { ...result('b'), isError: true } as Part],
      },
    ]);
    expect(written[0]?.['content']).toStrictEqual([
      {
        type: 'tool_result',
        tool_use_id: 'a',
        content: [
          { type: 'text', text: 'x' },
          { type: 'text', text: '{"odd":1}' },
        ],
      },
      { type: 'tool_result', tool_use_id: 'b', is_error: true },
    ]);
  });

  it('writes settings, and reports those there is no place for', () => {
    const { body, loss } = encode({
      limits: { maxOutputTokens: 100, stopSequences: ['END', ' '], choices: 2 },
      sampling: { temperature: 0.5, topP: 0.9, topK: 4, seed: 7 },
      reasoning: { mode: 'adaptive', effort: 'minimal', display: 'auto' },
      output: { format: { type: 'json-schema', schema: { type: 'object' } }, verbosity: 'low' },
      serving: { tier: 'default' },
      identity: { user: 'u', metadata: { a: 'b' } },
      tools: [{ type: 'function', name: 'read', strict: true }],
      toolChoice: { mode: 'tool', toolName: 'read' },
      parallelToolCalls: false,
      stream: true,
    });
    expect(body).toMatchInlineSnapshot(`
      {
        "max_tokens": 100,
        "messages": [
          {
            "content": [
              {
                "text": "hi",
                "type": "text",
              },
            ],
            "role": "user",
          },
        ],
        "metadata": {
          "user_id": "u",
        },
        "model": "m",
        "output_config": {
          "effort": "low",
          "format": {
            "schema": {
              "type": "object",
            },
            "type": "json_schema",
          },
        },
        "service_tier": "standard_only",
        "stop_sequences": [
          "END",
        ],
        "stream": true,
        "temperature": 0.5,
        "thinking": {
          "display": "summarized",
          "type": "adaptive",
        },
        "tool_choice": {
          "disable_parallel_tool_use": true,
          "name": "read",
          "type": "tool",
        },
        "tools": [
          {
            "input_schema": {
              "properties": {},
              "type": "object",
            },
            "name": "read",
            "strict": true,
          },
        ],
        "top_k": 4,
        "top_p": 0.9,
      }
    `);
    expect(loss.map(({ code, path }) => `${code} ${path}`)).toMatchInlineSnapshot(`
      [
        "sampling_dropped sampling.seed",
        "field_dropped output.verbosity",
        "field_dropped identity.metadata",
        "field_dropped limits.choices",
        "reasoning_approximated reasoning.effort",
      ]
    `);
  });

  it('says nothing about tools where there are none', () => {
    const { body } = encode({ toolChoice: { mode: 'auto' }, parallelToolCalls: true });
    expect(Object.keys(body)).not.toContain('tool_choice');
    expect(Object.keys(body)).not.toContain('tools');
  });

  it('raises a ceiling that leaves no room for the budget, up to what the model can give', () => {
    const thinking = (maxOutputTokens: number, budgetTokens: number, cap: number | null) => {
      const { body, loss } = encode(
        { limits: { maxOutputTokens }, reasoning: { mode: 'budget', budgetTokens } },
        { limits: { maxOutputTokens: cap } },
      );
      const { max_tokens: max, thinking: written } = body;
      return { max, written, codes: loss.map(({ code }) => code) };
    };
    const enabled = (budget: number) => ({ type: 'enabled', budget_tokens: budget });
    expect(thinking(1000, 2000, null)).toStrictEqual({
      max: 3000,
      written: enabled(2000),
      codes: [],
    });
    expect(thinking(3000, 2000, null)).toMatchObject({ max: 3000, codes: [] });
    expect(thinking(1000, 9000, 5000)).toStrictEqual({
      max: 5000,
      written: enabled(4000),
      codes: ['reasoning_approximated'],
    });
    expect(thinking(1000, 9000, 1500)).toStrictEqual({
      max: 1000,
      written: { type: 'disabled' },
      codes: ['reasoning_dropped'],
    });
  });

  it('names version and betas in headers', () => {
    const { wire } = encode({ betas: ['a-1', 'b-2'] });
    expect(wire.headers).toStrictEqual({
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'a-1,b-2',
    });
    expect(wire.query).toBeUndefined();
  });

  it('reports unread members of other dialects that mean something', () => {
    const extra = { odd: 1, none: null };
    const { loss } = encode({
      limits: { maxOutputTokens: 1 },
      wire: { dialect: 'openai-chat', extra },
      turns: [{ ...user(text('x')), wire: { dialect: 'openai-chat', path: 'messages[0]', extra } }],
    });
    expect(loss.map(({ path }) => path)).toStrictEqual(['odd', 'messages[0].odd']);
  });
});
