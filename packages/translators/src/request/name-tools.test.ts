import type { FreeformTool, FunctionTool } from '@gateway/spec';
import { describe, expect, test } from 'vitest';
import { adapt, assistant, call, result, toChat, tool, user } from './testing/adapt.ts';

const schema = { type: 'object', properties: {} };
const long = `mcp__server__${'tool'.repeat(20)}`;

function fn(name: string, more: Partial<FunctionTool> = {}): FunctionTool {
  return { type: 'function', name, inputSchema: schema, ...more };
}

describe('names of tools', () => {
  test('A20: change alike in declarations, history and choice, and are noted for the way back', () => {
    const { request, exchange, loss } = adapt({
      tools: [fn('Read'), fn(long)],
      toolChoice: { mode: 'tool', toolName: long },
      turns: [
        user('a'),
        assistant(call('c1', { toolName: long })),
        tool(result('c1', { toolName: long })),
      ],
    });
    const upstream = request.toolChoice?.toolName ?? '';
    expect(upstream).toMatch(/^mcp__server__\w{38}_[0-9a-f]{12}$/);
    expect(request.tools[1]).toMatchObject({ name: upstream });
    expect(request.turns[1]?.parts[0]).toMatchObject({ toolName: upstream });
    expect(request.turns[2]?.parts[0]).toMatchObject({ toolName: upstream });
    expect(exchange.toolNames).toEqual({ [upstream]: { name: long, kind: 'function' } });
    expect(loss).toEqual([
      {
        severity: 'kept',
        code: 'tool_name_changed',
        path: 'tools[1]',
        detail: 'the name is restored in the answer',
      },
    ]);
  });

  test('of the history only are mapped too', () => {
    const { request, codes } = adapt({
      turns: [user('a'), assistant(call('c1', { toolName: 'old.tool' })), tool(result('c1'))],
    });
    expect(request.turns[1]?.parts[0]).toMatchObject({ toolName: 'old_tool' });
    expect(codes).toEqual(['tool_name_changed']);
  });

  test('E12: of a namespace are flattened, with the way back noted', () => {
    const { request, exchange } = adapt(
      {
        tools: [fn('spawn', { namespace: 'agents' })],
        turns: [
          user('a'),
          assistant(call('c1', { toolName: 'spawn', namespace: 'agents' })),
          tool(result('c1')),
        ],
      },
      { from: 'openai-responses' },
    );
    expect(request.tools).toEqual([fn('agents__spawn')]);
    expect(request.turns[1]?.parts).toEqual([call('c1', { toolName: 'agents__spawn' })]);
    expect(exchange.toolNames).toEqual({
      agents__spawn: { name: 'spawn', namespace: 'agents', kind: 'function' },
    });
  });

  test('E13: a choice by bare name finds the tool of the namespace', () => {
    const freeform: FreeformTool = { type: 'freeform', name: 'exec', namespace: 'functions' };
    const { request } = adapt(
      { tools: [freeform], toolChoice: { mode: 'tool', toolName: 'exec', target: 'freeform' } },
      { from: 'openai-responses' },
    );
    expect(request.toolChoice).toEqual({
      mode: 'tool',
      toolName: 'functions__exec',
      target: 'function',
    });
  });

  test('of a namespace stay where the target has namespaces', () => {
    const { request, exchange } = adapt(
      { tools: [fn('spawn', { namespace: 'agents' })] },
      { from: 'openai-responses', to: 'openai-responses' },
    );
    expect(request.tools).toEqual([fn('spawn', { namespace: 'agents' })]);
    expect(exchange.toolNames).toEqual({});
  });

  test('cannot reach into object prototypes', () => {
    const { exchange } = adapt({ tools: [fn('__proto__'), fn('__proto__.x')] });
    expect(Object.getPrototypeOf(exchange.toolNames)).toBe(Object.prototype);
    expect(exchange.toolNames['__proto___x']).toEqual({ name: '__proto__.x', kind: 'function' });
  });
});

describe('freeform tools', () => {
  const patch: FreeformTool = {
    type: 'freeform',
    name: 'apply_patch',
    description: 'Changes files.',
    grammar: { syntax: 'lark', definition: 'start: /.+/' },
  };

  test('E08: become functions of one string with the grammar in words', () => {
    const { request, exchange, codes } = adapt({ tools: [patch] }, { from: 'openai-responses' });
    expect(request.tools).toMatchInlineSnapshot(`
      [
        {
          "description": "Changes files.

      The input must follow this lark grammar:
      start: /.+/",
          "inputSchema": {
            "additionalProperties": false,
            "properties": {
              "input": {
                "type": "string",
              },
            },
            "required": [
              "input",
            ],
            "type": "object",
          },
          "name": "apply_patch",
          "type": "function",
        },
      ]
    `);
    expect(exchange.toolNames).toEqual({
      apply_patch: { name: 'apply_patch', kind: 'freeform', wrappedProperty: 'input' },
    });
    expect(exchange.echo.freeformTools).toBe(true);
    expect(codes).toEqual(['tool_input_wrapped']);
  });

  test('E08: keep their first name on the way back when it changed too', () => {
    const { exchange } = adapt({ tools: [{ ...patch, name: 'apply.patch' }] });
    expect(exchange.toolNames).toEqual({
      apply_patch: { name: 'apply.patch', kind: 'freeform', wrappedProperty: 'input' },
    });
  });

  test('have their earlier calls wrapped alike', () => {
    const input = { text: '*** Begin "patch"\n' };
    const { request } = adapt({
      tools: [patch],
      turns: [
        user('a'),
        assistant(call('c1', { toolName: 'apply_patch', inputFormat: 'text', input })),
        tool(result('c1')),
      ],
    });
    expect(request.turns[1]?.parts[0]).toMatchObject({
      inputFormat: 'json',
      input: { text: '{"input":"*** Begin \\"patch\\"\\n"}' },
    });
  });

  test('stay where the target knows them', () => {
    const { request, codes } = toChat({ tools: [patch] });
    expect(request.tools).toEqual([patch]);
    expect(codes).toEqual([]);
  });
});
