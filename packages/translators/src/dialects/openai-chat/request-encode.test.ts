import {
  type GenerateRequest,
  type JsonObject,
  mergeTargetProfile,
  type Part,
  type TargetProfileOverrides,
  type Turn,
} from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { testContext, wireRequest } from '../../../test/openai-chat/support.ts';
import { createLossRecorder } from '../../loss-recorder.ts';
import { defaultProfile } from './profile.ts';
import { decodeRequest } from './request-decode.ts';
import { encodeRequest } from './request-encode.ts';

function encode(request: Partial<GenerateRequest>, overrides: TargetProfileOverrides = {}) {
  const loss = createLossRecorder();
  const target = mergeTargetProfile(defaultProfile, overrides);
  const whole = { model: 'm', stream: false, turns: [], tools: [], ...request };
  const { body } = encodeRequest(whole, { target, context: testContext(), loss });
  if (body.kind !== 'json') throw new Error('no JSON');
  // Chat requests are objects.
  const value = body.value as JsonObject;
  const codes = loss.entries.map(({ code, path }) => `${code} ${path}`);
  return { value, messages: value['messages'], codes };
}

const text = (words: string): Part => ({ type: 'text', text: words });
const user = (...parts: readonly Part[]): Turn => ({ role: 'user', parts });
const assistant = (...parts: readonly Part[]): Turn => ({ role: 'assistant', parts });
const result = (toolCallId: string, ...content: readonly Part[]): Part => ({
  type: 'tool-result',
  toolCallId,
  isError: false,
  content,
});
const call = (toolCallId: string, toolName: string, input = ''): Part => ({
  type: 'tool-call',
  toolCallId,
  toolName,
  inputFormat: 'json',
  input: { text: input },
});
const image: Part = {
  type: 'image',
  media: { source: 'inline', mediaType: 'image/png', base64: 'AAAA' },
};
const thought: Part = { type: 'reasoning', text: 'Hm', seals: [], visibility: 'full' };

describe('turns of other dialects', () => {
  it('become a tool message per result before the user text (A03)', () => {
    const turns: Turn[] = [
      assistant(call('a', 'f', '{}'), call('b', 'g')),
      { role: 'tool', parts: [result('a', text('1')), result('b', text('2'))] },
      user(text('go on')),
    ];
    expect(encode({ turns }).messages).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } },
          { id: 'b', type: 'function', function: { name: 'g', arguments: '{}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'a', content: '1' },
      { role: 'tool', tool_call_id: 'b', content: '2' },
      { role: 'user', content: 'go on' },
    ]);
  });

  it('put results first also where they share a turn with text', () => {
    expect(encode({ turns: [user(text('so'), result('a', text('1')))] }).messages).toEqual([
      { role: 'tool', tool_call_id: 'a', content: '1' },
      { role: 'user', content: 'so' },
    ]);
  });

  it('join the texts of an assistant around its calls (A04)', () => {
    const turns = [assistant(text('One.'), call('a', 'f', '{}'), text('Two.'))];
    expect(encode({ turns }).messages).toMatchObject([{ content: 'One.\nTwo.', tool_calls: [{}] }]);
  });

  it('join plain texts into one string (A14), but not those with marks or media', () => {
    expect(encode({ turns: [user(text('a'), text('b'))] }).messages).toEqual([
      { role: 'user', content: 'a\nb' },
    ]);
    expect(encode({ turns: [user(text('a'), image)] }).messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        ],
      },
    ]);
    const marked: Part = { type: 'text', text: 'a', cache: { ttl: '1h' } };
    expect(encode({ turns: [user(marked)] }).messages).toEqual([
      {
        role: 'user',
        content: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral', ttl: '1h' } }],
      },
    ]);
    expect(encode({ turns: [user(marked)] }, { reasoningFamily: 'openai' }).messages).toEqual([
      {
        role: 'user',
        content: [{ type: 'text', text: 'a', prompt_cache_breakpoint: { mode: 'explicit' } }],
      },
    ]);
  });

  it('do not put anything between pieces that citations cut apart', () => {
    const native = { dialect: 'anthropic-messages', value: {} } as const;
    const cited: Part = { type: 'text', text: 'B', citations: [{ unit: 'block', native }] };
    const turns = [assistant(text('A '), cited, text(' C'))];
    expect(encode({ turns }).messages).toMatchObject([{ content: 'A B C' }]);
  });

  it('leave out assistants that said nothing but reasoning (A09)', () => {
    const { messages, codes } = encode({ turns: [user(text('a')), assistant(thought)] });
    expect(messages).toHaveLength(1);
    expect(codes).toEqual(['reasoning_dropped messages[1]']);
  });

  it('give reasoning back where the target takes it (A10)', () => {
    const turns = [assistant(thought, call('a', 'f', '{}'))];
    const { messages } = encode({ turns }, { reasoning: { historyField: 'reasoning_content' } });
    expect(messages).toMatchObject([{ reasoning_content: 'Hm', tool_calls: [{ id: 'a' }] }]);
  });

  it('never say what is redacted (A11)', () => {
    const seals = [{ family: 'anthropic', form: 'redacted', value: 'SECRET' }] as const;
    const redacted: Part = { type: 'reasoning', text: '', seals, visibility: 'none' };
    expect(JSON.stringify(encode({ turns: [assistant(redacted, text('x'))] }).value)).not.toContain(
      'SECRET',
    );
  });

  it('write system text with the role the target knows', () => {
    const turns: Turn[] = [
      { role: 'system', topLevel: true, parts: [text('a'), text('b')] },
      { role: 'developer', parts: [text('c')] },
    ];
    expect(encode({ turns }).messages).toEqual([
      { role: 'system', content: 'a\n\nb' },
      { role: 'system', content: 'c' },
    ]);
    const { messages } = encode({ turns }, { messages: { systemRole: 'developer' } });
    expect(messages).toMatchObject([{ role: 'developer' }, { role: 'developer' }]);
  });

  it('write an empty content as the target wants it', () => {
    const turns = [assistant(call('a', 'f', '{}'))];
    expect(encode({ turns }).messages).toMatchObject([{ content: null }]);
    const { messages } = encode({ turns }, { messages: { emptyContentAsString: true } });
    expect(messages).toMatchObject([{ content: '' }]);
  });

  it('drop what chat has no place for, and say so', () => {
    const native = { dialect: 'anthropic-messages', value: {} } as const;
    const hosted: Part = {
      type: 'provider-tool',
      toolCallId: 's',
      toolName: 'web_search',
      family: 'anthropic',
      stage: 'call',
      native,
    };
    const file: Part = { type: 'file', media: { source: 'url', url: 'https://a.example/x.pdf' } };
    const { messages, codes } = encode({ turns: [assistant(hosted, text('x')), user(file)] });
    expect(messages).toEqual([{ role: 'assistant', content: 'x' }]);
    expect(codes).toEqual(['part_dropped messages[0]', 'media_dropped messages[1]']);
  });

  it('write documents: bytes with a name, text as text', () => {
    const pdf: Part = {
      type: 'file',
      media: { source: 'inline', mediaType: 'application/pdf', base64: 'JVBE' },
    };
    const note: Part = {
      type: 'file',
      title: 'Note',
      media: { source: 'text', mediaType: 'text/plain', text: 'Hello' },
    };
    expect(encode({ turns: [user(pdf, note)] }).messages).toMatchObject([
      {
        content: [
          {
            type: 'file',
            file: { filename: 'document.pdf', file_data: 'data:application/pdf;base64,JVBE' },
          },
          { type: 'text', text: 'Note\nHello' },
        ],
      },
    ]);
  });

  it('send detail `original` as `high`', () => {
    const { messages } = encode({ turns: [user({ ...image, detail: 'original' } as Part)] });
    expect(messages).toMatchObject([{ content: [{ image_url: { detail: 'high' } }] }]);
  });
});

describe('tool results', () => {
  it('send their pictures in a user message behind all results (A05, A06)', () => {
    const turns: Turn[] = [
      { role: 'tool', parts: [result('a', text('seen'), image), result('b', image)] },
      { role: 'tool', parts: [result('c', text('x'))] },
      user(text('go on')),
    ];
    const { messages, codes } = encode({ turns });
    expect(messages).toMatchInlineSnapshot(`
      [
        {
          "content": "seen",
          "role": "tool",
          "tool_call_id": "a",
        },
        {
          "content": "The result of b is attached to the next user message.",
          "role": "tool",
          "tool_call_id": "b",
        },
        {
          "content": "x",
          "role": "tool",
          "tool_call_id": "c",
        },
        {
          "content": [
            {
              "text": "Attached to the result of tool call a:",
              "type": "text",
            },
            {
              "image_url": {
                "url": "data:image/png;base64,AAAA",
              },
              "type": "image_url",
            },
            {
              "text": "Attached to the result of tool call b:",
              "type": "text",
            },
            {
              "image_url": {
                "url": "data:image/png;base64,AAAA",
              },
              "type": "image_url",
            },
          ],
          "role": "user",
        },
        {
          "content": "go on",
          "role": "user",
        },
      ]
    `);
    expect(codes).toEqual(['media_moved messages[0]']);
  });

  it('keep their pictures where the target allows it', () => {
    const turns: Turn[] = [{ role: 'tool', parts: [result('a', text('seen'), image)] }];
    const { messages, codes } = encode({ turns }, { input: { toolResultImage: true } });
    expect(messages).toMatchObject([
      { role: 'tool', content: [{ type: 'text' }, { type: 'image_url' }] },
    ]);
    expect(codes).toEqual([]);
  });

  it('say in words what has no form in chat (A07, A18)', () => {
    const found: Part = { type: 'toolset-change', change: 'reveal', names: ['f', 'g'] };
    const strange: Part = { type: 'unknown', dialect: 'anthropic-messages', value: { rows: [1] } };
    const hit: Part = {
      type: 'search-result',
      title: 'T',
      source: 'https://a.example',
      content: [text('found')],
    };
    const turns: Turn[] = [{ role: 'tool', parts: [result('a', found, strange, hit)] }];
    const { messages, codes } = encode({ turns });
    expect(messages).toMatchObject([
      { content: 'Tools found: f, g\n{"rows":[1]}\nT\nSource: https://a.example\nfound' },
    ]);
    expect(codes).toEqual([
      'tool_reference_as_text messages[0]',
      'tool_result_approximated messages[0]',
    ]);
  });

  it('are never without content', () => {
    const turns: Turn[] = [{ role: 'tool', parts: [result('a')] }];
    expect(encode({ turns }).messages).toEqual([{ role: 'tool', tool_call_id: 'a', content: '' }]);
  });
});

describe('settings', () => {
  const tool = { type: 'function', name: 'f', inputSchema: { type: 'object' } } as const;

  it('of tools go with the tools (G07)', () => {
    const settings = { toolChoice: { mode: 'any' }, parallelToolCalls: false } as const;
    expect(Object.keys(encode(settings).value)).toEqual(['model', 'messages']);
    expect(encode({ ...settings, tools: [tool] }).value).toMatchObject({
      tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
      tool_choice: 'required',
      parallel_tool_calls: false,
    });
  });

  it('of tools go too when a client’s own tools were all taken away', () => {
    const request = decodeRequest(
      wireRequest({
        model: 'm',
        messages: [{ role: 'user', content: 'x' }],
        tools: [{ type: 'function', function: { name: 'f' } }],
        tool_choice: 'auto',
        parallel_tool_calls: true,
      }),
    );
    expect(Object.keys(encode({ ...request, tools: [] }).value)).toEqual(['model', 'messages']);
  });

  it('name freeform tools in choices as what they are', () => {
    const free = {
      type: 'freeform',
      name: 'p',
      grammar: { syntax: 'lark', definition: 'x' },
    } as const;
    const tools = [tool, free];
    const choice = (toolChoice: GenerateRequest['toolChoice']) =>
      encode({ tools, ...(toolChoice && { toolChoice }) }).value['tool_choice'];
    expect(choice({ mode: 'tool', toolName: 'p' })).toEqual({
      type: 'custom',
      custom: { name: 'p' },
    });
    expect(choice({ mode: 'tool', toolName: 'f' })).toEqual({
      type: 'function',
      function: { name: 'f' },
    });
    expect(choice({ mode: 'subset', toolNames: ['f', 'p'] })).toEqual({
      type: 'allowed_tools',
      allowed_tools: {
        mode: 'auto',
        tools: [
          { type: 'function', function: { name: 'f' } },
          { type: 'custom', custom: { name: 'p' } },
        ],
      },
    });
    expect(choice({ mode: 'validated' })).toBe('auto');
  });

  it('leave out tools chat has no form for, and say so', () => {
    const native = {
      type: 'native',
      family: 'anthropic',
      nativeType: 'bash_20250124',
      name: 'bash',
      settings: {},
    } as const;
    const { value, codes } = encode({ tools: [native] });
    expect(value['tools']).toBeUndefined();
    expect(codes).toEqual(['tool_dropped tools[0]']);
  });

  it('name the ceiling as the target does, whatever the client called it', () => {
    const limits = { maxOutputTokens: 5 };
    expect(encode({ limits }).value['max_tokens']).toBe(5);
    const overrides = { messages: { outputLimitField: 'max_completion_tokens' } } as const;
    expect(encode({ limits }, overrides).value['max_completion_tokens']).toBe(5);
  });

  it('ask for usage in every stream whose target can give it', () => {
    expect(encode({ stream: true }).value).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(encode({ stream: true }, { messages: { streamUsageOption: false } }).value).toEqual({
      model: 'm',
      messages: [],
      stream: true,
    });
    expect(encode({ stream: false, streamUsage: true }).value).toEqual({
      model: 'm',
      messages: [],
    });
  });

  it('say reasoning by effort, and structured output with its wrapper', () => {
    expect(
      encode({
        reasoning: { mode: 'effort', effort: 'high' },
        output: { format: { type: 'json-schema', schema: { type: 'object' }, name: 'n' } },
      }).value,
    ).toMatchObject({
      reasoning_effort: 'high',
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'n', schema: { type: 'object' } },
      },
    });
    expect(encode({ reasoning: { mode: 'off' } }).value['reasoning_effort']).toBe('none');
    expect(encode({ reasoning: { mode: 'adaptive' } }).value['reasoning_effort']).toBeUndefined();
  });
});
