import type {
  FunctionTool,
  JsonObject,
  OutputSettings,
  TargetProfileOverrides,
} from '@gateway/spec';
import { describe, expect, test } from 'vitest';
import { type AdaptSetting, adapt, system, text, toChat, user } from './testing/adapt.ts';

const schema: JsonObject = {
  type: 'object',
  properties: { n: { type: 'integer', minimum: 1 } },
  required: ['n'],
  additionalProperties: false,
};
const format: OutputSettings['format'] = { type: 'json-schema', schema, name: 'answer' };
const forcing: TargetProfileOverrides = { output: { jsonSchema: 'forced-tool' } };
const read: FunctionTool = {
  type: 'function',
  name: 'json',
  inputSchema: { type: 'object', properties: {} },
};

function formatted(output: OutputSettings, setting: AdaptSetting = {}) {
  return adapt({ output, turns: [system('s'), user('a')] }, setting);
}

describe('the form of the answer', () => {
  test('C17: a schema is held natively, cleaned for the target', () => {
    const { request, codes } = formatted({ format });
    expect(request.output?.format).toMatchObject({
      type: 'json-schema',
      schema: { properties: { n: { type: 'integer', description: '(at least 1)' } } },
    });
    expect(codes).toEqual(['schema_approximated']);
  });

  test('C17: a schema is held by a forced tool on older models', () => {
    const { request, exchange, codes } = formatted({ format }, { target: forcing });
    expect(request.tools).toEqual([
      {
        type: 'function',
        name: 'json',
        description: 'Gives the final answer. Its input is the answer.',
        inputSchema: schema,
      },
    ]);
    expect(request.toolChoice).toEqual({ mode: 'tool', toolName: 'json' });
    expect(request.parallelToolCalls).toBe(false);
    expect(request.output).toEqual({});
    expect(exchange.forcedOutputTool).toBe('json');
    expect(codes).toEqual(['output_format_emulated']);
  });

  test('C17: beside other tools any of them must be called', () => {
    const { request, exchange } = adapt({ output: { format }, tools: [read] }, { target: forcing });
    expect(exchange.forcedOutputTool).toBe('json_2');
    expect(request.toolChoice).toEqual({ mode: 'any' });
  });

  test('C17: a forced tool of the client’s own stays the only one', () => {
    const toolChoice = { mode: 'tool', toolName: 'json' } as const;
    const { request, exchange } = adapt(
      { output: { format }, tools: [read], toolChoice },
      { target: forcing },
    );
    expect(request.tools).toHaveLength(1);
    expect(exchange.forcedOutputTool).toBeUndefined();
  });

  test('a schema that is no object cannot be a tool and is given in words', () => {
    const list = { type: 'json-schema', schema: { type: 'array', items: {} } } as const;
    const { request, exchange } = formatted({ format: list }, { target: forcing });
    expect(exchange.forcedOutputTool).toBeUndefined();
    expect(request.turns[1]).toMatchObject({
      role: 'system',
      parts: [text(expect.stringContaining('{"type":"array","items":{}}'))],
    });
  });

  test('a schema given in words still asks for JSON natively where that is possible', () => {
    const { request } = toChat(
      { output: { format } },
      { target: { output: { jsonSchema: 'instruction' } } },
    );
    expect(request.output).toEqual({ format: { type: 'json' } });
    expect(request.turns[0]?.role).toBe('system');
  });

  test('C18: JSON without a schema becomes an instruction', () => {
    const { request, codes } = formatted(
      { format: { type: 'json' } },
      { target: { output: { jsonObject: 'instruction' } } },
    );
    expect(request.output).toEqual({});
    expect(request.turns.slice(0, 2)).toEqual([
      system('s'),
      system('Answer with one JSON object only, without any other text.'),
    ]);
    expect(codes).toEqual(['output_format_emulated']);
  });

  test('native JSON is mentioned in some message, as OpenAI demands', () => {
    const json: OutputSettings = { format: { type: 'json' } };
    const plain = adapt({ output: json }, { from: 'gemini', to: 'openai-chat' });
    expect(plain.request.turns[0]?.role).toBe('system');
    const said = adapt(
      { output: json, turns: [user('as JSON please')] },
      { from: 'gemini', to: 'openai-chat' },
    );
    expect(said.request.turns).toHaveLength(1);
  });

  test('a schema is strict towards OpenAI when asked, or when it is fit for that', () => {
    const fit = toChat({ output: { format } });
    expect(fit.request.output?.format).toEqual({ ...format, strict: true });
    const loose: JsonObject = { type: 'object', properties: { n: { type: 'string' } } };
    const unfit = toChat({ output: { format: { type: 'json-schema', schema: loose } } });
    expect(unfit.request.output?.format).toMatchObject({ schema: loose, strict: false });
    const asked = toChat({
      output: { format: { type: 'json-schema', schema: loose, strict: true } },
    });
    expect(asked.request.output?.format).toMatchObject({
      strict: true,
      schema: {
        properties: { n: { type: ['string', 'null'] } },
        required: ['n'],
        additionalProperties: false,
      },
    });
    expect(asked.codes).toEqual(['schema_approximated']);
  });

  test('a grammar has no counterpart', () => {
    const grammar = { type: 'grammar', syntax: 'lark', definition: 'start: /x/' } as const;
    expect(formatted({ format: grammar })).toMatchObject({
      request: { output: {} },
      codes: ['field_dropped'],
    });
  });

  test('stays as it is within one dialect', () => {
    const output = { format, verbosity: 'low' } as const;
    const { request, codes } = formatted(output, { from: 'openai-chat', to: 'openai-chat' });
    expect(request.output).toBe(output);
    expect(codes).toEqual([]);
  });
});
