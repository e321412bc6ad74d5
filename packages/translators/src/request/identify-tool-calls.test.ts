import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adapt, assistant, call, result, toChat, tool, user } from './testing/adapt.ts';
import type { AdaptSetting } from './testing/adapt.ts';

function idsOf(id: string, setting: AdaptSetting = {}) {
  const turns = [user('a'), assistant(call(id)), tool(result(id))];
  const { request, codes } = adapt({ turns }, setting);
  const ids = request.turns.slice(1).map(({ parts: [part] }) => {
    return part?.type === 'tool-call' || part?.type === 'tool-result' ? part.toolCallId : undefined;
  });
  return { ids, codes };
}

describe('ids of tool calls', () => {
  test('C03: with illegal characters change alike on call and result', () => {
    const { ids, codes } = idsOf('functions.look:0');
    expect(ids[0]).toMatch(/^call_[0-9a-f]{24}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(codes).toEqual(['tool_call_id_changed']);
  });

  test('F01: that are too long become a stable hash', () => {
    const id = `toolu_${'x'.repeat(80)}`;
    const target = { tools: { maxCallIdLength: 64 } };
    const setting = { from: 'anthropic-messages', to: 'openai-responses', target } as const;
    expect(idsOf(id, setting).ids).toEqual(idsOf(id, setting).ids);
    expect(idsOf(id, setting).ids[0]?.length).toBeLessThanOrEqual(64);
  });

  test('J06: fit targets that want nine letters and digits', () => {
    const target = { tools: { callIdPattern: '[a-zA-Z0-9]{9}', maxCallIdLength: 9 } };
    const { ids } = idsOf('toolu_01AbCdEf', { target });
    expect(ids[0]).toMatch(/^[a-zA-Z0-9]{9}$/);
    expect(ids[1]).toBe(ids[0]);
  });

  test('stay when legal', () => {
    expect(idsOf('toolu_01').ids).toEqual(['toolu_01', 'toolu_01']);
    const turns = [user('a'), assistant(call('c1')), tool(result('c1'))];
    expect(toChat({ turns }).request.turns).toEqual(turns);
  });

  test('used thousands of times are told apart without a search', () => {
    const many = 3000;
    const repeat = <T>(make: () => T): T[] => Array.from({ length: many }, make);
    const turns = [
      user('a'),
      assistant(...repeat(() => call('c.1'))),
      tool(...repeat(() => result('c.1'))),
    ];
    const { request } = adapt({ turns });
    const ids = request.turns[1]?.parts.map((part) => 'toolCallId' in part && part.toolCallId);
    expect(new Set(ids).size).toBe(many);
    expect(request.turns[2]?.parts).toHaveLength(many);
  });

  test('are stable and equal on both sides for any id', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const { ids } = idsOf(id);
        expect(ids[0]).toMatch(/^[a-zA-Z0-9_-]+$/);
        expect(ids[1]).toBe(ids[0]);
        expect(idsOf(id).ids).toEqual(ids);
      }),
    );
  });
});
