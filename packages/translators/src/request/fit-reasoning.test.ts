import type { FunctionTool, ReasoningSettings, Seal, TargetProfile } from '@gateway/spec';
import { describe, expect, test } from 'vitest';
import { adapt, assistant, call, refusal, result, toChat, tool, user } from './testing/adapt.ts';

type Rules = Partial<TargetProfile['reasoning']>;

const read: FunctionTool = {
  type: 'function',
  name: 'Read',
  inputSchema: { type: 'object', properties: {} },
};
const budget: Rules = {
  style: 'budget',
  efforts: [],
  minBudgetTokens: 1024,
  maxBudgetTokens: 64_000,
};
const adaptive: Rules = { style: 'adaptive', efforts: ['low', 'medium', 'high'] };
const sameChat = { from: 'openai-chat', to: 'openai-chat' } as const;

function toEffort(reasoning: ReasoningSettings, rules: Rules = {}) {
  const adapted = toChat({ reasoning }, { target: { reasoning: rules } });
  return { reasoning: adapted.request.reasoning, codes: adapted.codes };
}

function toClaude(reasoning: ReasoningSettings, rules: Rules, limit = 64_000) {
  const limits = { maxOutputTokens: limit };
  const adapted = adapt({ reasoning, limits }, { target: { reasoning: rules } });
  const { request, codes } = adapted;
  return { reasoning: request.reasoning, limits: request.limits, codes };
}

describe('reasoning towards targets with efforts', () => {
  test('A15: a budget of 10000 is a high effort', () => {
    expect(toEffort({ mode: 'budget', budgetTokens: 10_000 })).toEqual({
      reasoning: { mode: 'effort', effort: 'high' },
      codes: ['reasoning_approximated'],
    });
  });

  test.each([
    [512, 'minimal'],
    [1024, 'low'],
    [8192, 'medium'],
    [24_576, 'high'],
    [32_768, 'xhigh'],
    [128_000, 'max'],
    [900_000, 'max'],
  ] as const)('a budget of %d is effort %s', (budgetTokens, effort) => {
    expect(toEffort({ mode: 'budget', budgetTokens }).reasoning).toEqual({
      mode: 'effort',
      effort,
    });
  });

  test('A16: adaptive at effort max is clamped to the highest the model has', () => {
    const efforts = ['low', 'medium', 'high'] as const;
    expect(toEffort({ mode: 'adaptive', effort: 'max' }, { efforts })).toEqual({
      reasoning: { mode: 'effort', effort: 'high' },
      codes: ['reasoning_approximated'],
    });
  });

  test('adaptive without an effort is high', () => {
    expect(toEffort({ mode: 'adaptive' }).reasoning).toEqual({ mode: 'effort', effort: 'high' });
  });

  test('off stays off, or is the lowest effort where the model always reasons', () => {
    expect(toEffort({ mode: 'off' })).toEqual({ reasoning: { mode: 'off' }, codes: [] });
    expect(toEffort({ mode: 'off' }, { canDisable: false })).toEqual({
      reasoning: { mode: 'effort', effort: 'minimal' },
      codes: ['reasoning_approximated'],
    });
  });

  test('an effort the target has stays as it is', () => {
    const reasoning = { mode: 'effort', effort: 'low' } as const;
    expect(toEffort(reasoning)).toEqual({ reasoning, codes: [] });
  });

  test('is dropped where the target does not reason', () => {
    expect(toEffort({ mode: 'adaptive' }, { style: 'none' })).toEqual({
      reasoning: undefined,
      codes: ['reasoning_dropped'],
    });
    expect(toEffort({ mode: 'off' }, { style: 'none' }).codes).toEqual([]);
  });
});

describe('reasoning towards targets with budgets', () => {
  test('an effort becomes its budget, within the range of the model', () => {
    expect(toClaude({ mode: 'effort', effort: 'high' }, budget)).toEqual({
      reasoning: { mode: 'budget', budgetTokens: 24_576 },
      limits: { maxOutputTokens: 64_000 },
      codes: ['reasoning_approximated'],
    });
    const least = toClaude({ mode: 'effort', effort: 'minimal' }, budget);
    expect(least.reasoning).toMatchObject({ budgetTokens: 1024 });
    const most = toClaude({ mode: 'effort', effort: 'max' }, budget, 100_000);
    expect(most.reasoning).toMatchObject({ budgetTokens: 64_000 });
  });

  test('the output ceiling is raised by a budget that does not fit', () => {
    expect(toClaude({ mode: 'effort', effort: 'medium' }, budget, 1000)).toEqual({
      reasoning: { mode: 'budget', budgetTokens: 8192 },
      limits: { maxOutputTokens: 9192 },
      codes: ['reasoning_approximated', 'limit_clamped'],
    });
  });

  test('the budget shrinks where the model’s own ceiling leaves no room', () => {
    const { request } = adapt(
      { reasoning: { mode: 'effort', effort: 'high' }, limits: { maxOutputTokens: 8000 } },
      { target: { reasoning: budget, limits: { maxOutputTokens: 8192 } } },
    );
    expect(request.reasoning).toEqual({ mode: 'budget', budgetTokens: 4096 });
    expect(request.limits).toEqual({ maxOutputTokens: 8192 });
  });

  test('reasoning goes off where not even the smallest budget fits', () => {
    const { request, codes } = adapt(
      { reasoning: { mode: 'effort', effort: 'high' }, limits: { maxOutputTokens: 500 } },
      { target: { reasoning: budget, limits: { maxOutputTokens: 1500 } } },
    );
    expect(request.reasoning).toEqual({ mode: 'off' });
    expect(codes).toContain('reasoning_dropped');
  });

  test('a client’s own budget within the same dialect stays', () => {
    const reasoning = { mode: 'budget', budgetTokens: 31_999 } as const;
    const limits = { maxOutputTokens: 32_000 };
    const { request, codes } = adapt(
      { reasoning, limits },
      { from: 'anthropic-messages', target: { reasoning: budget } },
    );
    expect(request).toMatchObject({ reasoning, limits });
    expect(codes).toEqual([]);
  });

  test('an adaptive request of the same dialect becomes a budget for older models', () => {
    const { request } = adapt(
      { reasoning: { mode: 'adaptive', effort: 'medium' }, limits: { maxOutputTokens: 32_000 } },
      { from: 'anthropic-messages', target: { reasoning: budget } },
    );
    expect(request.reasoning).toEqual({ mode: 'budget', budgetTokens: 8192 });
  });
});

describe('reasoning towards adaptive targets', () => {
  test('C20: none is off, and xhigh is lowered to high', () => {
    expect(toClaude({ mode: 'off' }, adaptive).reasoning).toEqual({ mode: 'off' });
    expect(toClaude({ mode: 'effort', effort: 'xhigh' }, adaptive)).toMatchObject({
      reasoning: { mode: 'adaptive', effort: 'high' },
      codes: ['reasoning_approximated'],
    });
    expect(toClaude({ mode: 'off', effort: 'xhigh' }, adaptive).reasoning).toEqual({
      mode: 'off',
      effort: 'high',
    });
  });

  test('a budget becomes adaptive at the effort it stands for', () => {
    expect(toClaude({ mode: 'budget', budgetTokens: 5000 }, adaptive).reasoning).toEqual({
      mode: 'adaptive',
      effort: 'medium',
    });
  });

  test('a client’s own budget stays within the same dialect where budgets are taken', () => {
    const reasoning = { mode: 'budget', budgetTokens: 5000 } as const;
    const sent = (maxBudgetTokens: number) =>
      adapt(
        { reasoning },
        { from: 'anthropic-messages', target: { reasoning: { ...adaptive, maxBudgetTokens } } },
      ).request.reasoning;
    expect(sent(64_000)).toBe(reasoning);
    expect(sent(0)).toEqual({ mode: 'adaptive', effort: 'medium' });
  });

  test('an effort becomes adaptive without a loss', () => {
    expect(toClaude({ mode: 'effort', effort: 'low' }, adaptive)).toMatchObject({
      reasoning: { mode: 'adaptive', effort: 'low' },
      codes: [],
    });
  });

  test('the client’s own form stays within the same dialect', () => {
    const reasoning = { mode: 'adaptive', display: 'none' } as const;
    const { request, exchange } = adapt(
      { reasoning },
      { from: 'anthropic-messages', target: { reasoning: adaptive } },
    );
    expect(request.reasoning).toBe(reasoning);
    expect(exchange.echo.showReasoning).toBe(false);
  });
});

describe('reasoning that the target would refuse', () => {
  test('C16: is off beside a forced tool choice', () => {
    const { request, codes } = adapt(
      {
        tools: [read],
        toolChoice: { mode: 'any' },
        reasoning: { mode: 'effort', effort: 'low' },
      },
      { target: { reasoning: { ...adaptive, forbidsForcedToolChoice: true } } },
    );
    expect(request.reasoning).toEqual({ mode: 'off' });
    expect(request.toolChoice).toEqual({ mode: 'any' });
    expect(codes).toEqual(['reasoning_dropped']);
  });

  test('C16: wins over the choice where the model always reasons', () => {
    const { request, codes } = adapt(
      { tools: [read], toolChoice: { mode: 'any' } },
      { target: { reasoning: { ...adaptive, forbidsForcedToolChoice: true, canDisable: false } } },
    );
    expect(request.toolChoice).toEqual({ mode: 'auto' });
    expect(codes).toEqual(['tool_choice_approximated']);
  });

  test('is off in a tool turn whose sealed reasoning did not come back', () => {
    const turns = [user('a'), assistant(call('c1')), tool(result('c1'))];
    const reasoning = { mode: 'effort', effort: 'low' } as const;
    const target = { reasoning: budget };
    const missing = adapt({ turns, reasoning }, { target });
    expect(missing.request.reasoning).toEqual({ mode: 'off' });
    expect(missing.codes).toContain('reasoning_dropped');
    const seal: Seal = { family: 'anthropic', form: 'signature', value: 's', reasoningText: 'hm' };
    const kept = adapt(
      { turns, reasoning },
      { target, context: { seals: new Map([['c1', [seal]]]) } },
    );
    expect(kept.request.reasoning).toMatchObject({ mode: 'budget' });
    const next = adapt({ turns: [...turns, assistant('b'), user('c')], reasoning }, { target });
    expect(next.request.reasoning).toMatchObject({ mode: 'budget' });
  });

  const noTools = {
    style: 'effort',
    efforts: ['low', 'medium', 'high'],
    canDisable: true,
    forbidsTools: true,
  } as const;

  test.each([
    ['nothing is asked for', undefined],
    ['an effort is asked for', { mode: 'effort', effort: 'high' }],
    ['a budget is asked for', { mode: 'budget', budgetTokens: 4000 }],
  ] as const)('A22: is turned off beside tools where %s', (_name, reasoning) => {
    const setting = { target: { reasoning: noTools } };
    const asked = { tools: [read], ...(reasoning && { reasoning }) };
    for (const adapted of [toChat(asked, setting), adapt(asked, { ...setting, ...sameChat })]) {
      expect(adapted.request.reasoning).toEqual({ mode: 'off' });
      expect(adapted.codes).toEqual(['reasoning_approximated']);
    }
  });

  test('A22: stays beside no tools, and is not reported where it is off already', () => {
    const setting = { target: { reasoning: noTools } };
    const effort = { mode: 'effort', effort: 'high' } as const;
    expect(toChat({ reasoning: effort }, setting).request.reasoning).toEqual(effort);
    expect(toChat({ tools: [read], reasoning: { mode: 'off' } }, setting).codes).toEqual([]);
  });

  test('A22: refuses tools where it cannot be turned off', () => {
    const target = { reasoning: { ...noTools, canDisable: false } };
    const error = refusal({ tools: [read] }, { to: 'openai-chat', target });
    expect(error).toMatchObject({ code: 'unsupported', param: 'tools' });
  });
});
