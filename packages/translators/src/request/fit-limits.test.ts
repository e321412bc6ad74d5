import { describe, expect, test } from 'vitest';
import { adapt, refusal, toChat } from './testing/adapt.ts';

describe('limits', () => {
  test('C13: without an output ceiling the model’s default is sent', () => {
    const { request, codes } = adapt({ limits: {} });
    expect(request.limits).toEqual({ maxOutputTokens: 4096 });
    expect(codes).toEqual(['limit_defaulted']);
  });

  test('C13: the default holds a reasoning budget too', () => {
    const { request } = adapt(
      { limits: {}, reasoning: { mode: 'effort', effort: 'medium' } },
      { target: { reasoning: { style: 'budget' } } },
    );
    expect(request.limits).toEqual({ maxOutputTokens: 4096 + 8192 });
  });

  test('no ceiling is made up where none is demanded', () => {
    expect(toChat({ limits: {} }).request.limits).toEqual({});
  });

  test('H26: a ceiling above the model’s is lowered', () => {
    const { request, codes } = adapt(
      { limits: { maxOutputTokens: 100_000 } },
      { target: { limits: { maxOutputTokens: 8192 } } },
    );
    expect(request.limits).toEqual({ maxOutputTokens: 8192 });
    expect(codes).toEqual(['limit_clamped']);
  });

  test('a ceiling of nothing, which only warms a cache, is refused elsewhere', () => {
    const direction = { from: 'anthropic-messages', to: 'openai-chat' } as const;
    const error = refusal({ limits: { maxOutputTokens: 0 } }, direction);
    expect(error).toMatchObject({ code: 'unsupported', param: 'limits.maxOutputTokens' });
  });

  test('C19: several answers are refused where one is all there is', () => {
    const target = { output: { choices: false } };
    const error = refusal({ limits: { choices: 2 } }, { target });
    expect(error).toMatchObject({ code: 'unsupported', param: 'limits.choices' });
    const one = adapt({ limits: { choices: 1, maxOutputTokens: 9 } }, { target });
    expect(one.request.limits).toEqual({ maxOutputTokens: 9 });
    expect(one.codes).toEqual([]);
  });

  test('a ceiling on tool calls is dropped', () => {
    expect(adapt({ limits: { maxToolCalls: 2, maxOutputTokens: 9 } }).codes).toEqual([
      'field_dropped',
    ]);
  });
});

describe('stop strings', () => {
  const six = ['a', 'b', 'c', 'd', 'e', 'f'];

  test.each([
    ['many', Array.from({ length: 70 }, (_, at) => `stop ${at}`)],
    ['long', ['a'.repeat(2000)]],
  ])('too %s stop strings to apply here are refused', (_name, stopSequences) => {
    const setting = { target: { limits: { maxStopSequences: 0 } } };
    const error = refusal({ limits: { stopSequences } }, setting);
    expect(error).toMatchObject({ code: 'unsupported', param: 'limits.stopSequences' });
  });

  test('A13: beyond the target’s number are applied by the gateway', () => {
    const { request, exchange, codes } = toChat(
      { limits: { stopSequences: six } },
      { target: { limits: { maxStopSequences: 4 } } },
    );
    expect(request.limits).toEqual({ stopSequences: ['a', 'b', 'c', 'd'] });
    expect(exchange.emulatedStops).toEqual(['e', 'f']);
    expect(codes).toEqual(['stop_emulated']);
  });

  test('G29: are all applied by the gateway where the target has none', () => {
    const { request, exchange } = toChat(
      { limits: { stopSequences: six } },
      { target: { limits: { maxStopSequences: 0 } } },
    );
    expect(request.limits).toEqual({});
    expect(exchange.emulatedStops).toEqual(six);
  });

  test('of white space are applied by the gateway where the target refuses them', () => {
    const { request, exchange } = adapt({
      limits: { stopSequences: ['', '\n\n', 'END'], maxOutputTokens: 9 },
    });
    expect(request.limits).toEqual({ stopSequences: ['END'], maxOutputTokens: 9 });
    expect(exchange.emulatedStops).toEqual(['\n\n']);
  });

  test('stay as they are within one dialect', () => {
    const limits = { stopSequences: ['\n', 'END'] };
    const { request, exchange } = adapt({ limits }, { from: 'openai-chat', to: 'openai-chat' });
    expect(request.limits).toBe(limits);
    expect(exchange.emulatedStops).toBeUndefined();
  });
});
