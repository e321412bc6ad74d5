import type { FunctionTool, JsonObject } from '@gateway/spec';
import { describe, expect, test } from 'vitest';
import { adapt, refusal, toChat } from './testing/adapt.ts';

const closed: JsonObject = {
  type: 'object',
  properties: {},
  required: [],
  additionalProperties: false,
};

function fn(name: string, more: Partial<FunctionTool> = {}): FunctionTool {
  return { type: 'function', name, inputSchema: closed, ...more };
}

const tools = [fn('a'), fn('b')];

describe('the choice of tools', () => {
  test('A17: must-call and one-at-a-time go along', () => {
    const { request, codes } = toChat({
      tools,
      toolChoice: { mode: 'any' },
      parallelToolCalls: false,
    });
    expect(request).toMatchObject({ toolChoice: { mode: 'any' }, parallelToolCalls: false });
    expect(codes).toEqual([]);
  });

  test('G07: without tools nothing is said about calling them', () => {
    const { request, codes } = adapt({ toolChoice: { mode: 'auto' }, parallelToolCalls: true });
    expect(request).not.toHaveProperty('toolChoice');
    expect(request).not.toHaveProperty('parallelToolCalls');
    expect(codes).toEqual([]);
  });

  test('one at a time that cannot be said is reported', () => {
    const target = { tools: { parallelSetting: false } };
    const single = adapt({ tools, parallelToolCalls: false }, { target });
    expect(single.request).not.toHaveProperty('parallelToolCalls');
    expect(single.codes).toEqual(['tool_choice_approximated']);
    expect(adapt({ tools, parallelToolCalls: true }, { target }).codes).toEqual([]);
  });

  test('a subset becomes the list of tools where it cannot be named', () => {
    const toolChoice = { mode: 'subset', toolNames: ['b'], required: true } as const;
    const { request, codes } = adapt({ tools, toolChoice });
    expect(request.tools).toEqual([fn('b')]);
    expect(request.toolChoice).toEqual({ mode: 'any' });
    expect(codes).toEqual(['tool_choice_approximated']);
    const named = adapt({ tools, toolChoice }, { from: 'openai-responses', to: 'openai-chat' });
    expect(named.request).toMatchObject({ tools, toolChoice });
  });

  test('held to schemas is automatic elsewhere', () => {
    const { request, codes } = adapt(
      { tools, toolChoice: { mode: 'validated' } },
      { from: 'gemini' },
    );
    expect(request.toolChoice).toEqual({ mode: 'auto' });
    expect(codes).toEqual(['tool_choice_approximated']);
  });

  test('I05: tools are refused, not lost, where the model takes none', () => {
    const error = refusal({ tools }, { target: { tools: { functions: false } } });
    expect(error).toMatchObject({ code: 'unsupported', param: 'tools' });
  });
});

describe('schemas of tools', () => {
  test('A12, C10: are made fit, and only a change of meaning is reported', () => {
    const bare: FunctionTool = { type: 'function', name: 'a' };
    const { request, codes } = adapt({
      tools: [
        bare,
        fn('b', { inputSchema: { type: 'object' } }),
        fn('c', { inputSchema: { anyOf: [closed] } }),
      ],
    });
    expect(request.tools).toMatchObject([
      { inputSchema: { type: 'object', properties: {} } },
      { inputSchema: { type: 'object', properties: {} } },
      { inputSchema: { type: 'object', properties: {} } },
    ]);
    expect(codes).toEqual(['schema_approximated']);
  });

  test('are strict only where the target is, and OpenAI only if they are fit for it', () => {
    const loose = fn('b', { inputSchema: { type: 'object', properties: { x: {} } }, strict: true });
    const { request, loss } = toChat({ tools: [fn('a', { strict: true }), loose] });
    expect(request.tools[0]).toHaveProperty('strict', true);
    expect(request.tools[1]).not.toHaveProperty('strict');
    expect(loss).toMatchObject([{ code: 'schema_approximated', path: 'tools[1]' }]);
    const off = adapt(
      { tools: [fn('a', { strict: true })] },
      { target: { tools: { strict: false } } },
    );
    expect(off.request.tools).toEqual([fn('a')]);
  });

  test('settings that only the client’s dialect knows are reported', () => {
    const { request, codes } = toChat({
      tools: [
        fn('a', { allowedCallers: ['code_execution'], inputExamples: [{}] }),
        fn('b', { allowedCallers: ['direct'], eagerInputStreaming: true }),
      ],
    });
    expect(request.tools).toEqual(tools);
    expect(codes).toEqual(['field_dropped']);
  });

  test('E16: keep the order of declaration', () => {
    const many = ['z', 'a', 'm'].map((name) => fn(name));
    expect(adapt({ tools: many }).request.tools).toEqual(many);
  });
});
