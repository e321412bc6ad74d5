import { describe, expect, it } from 'vitest';
import { profile } from './profile.ts';

const facts = (model: string) => {
  const { reasoning, sampling, limits, output, messages } = profile(model);
  return [
    reasoning?.style,
    reasoning?.canDisable,
    reasoning?.forbidsForcedToolChoice,
    sampling?.temperature,
    limits?.maxOutputTokens,
    output?.jsonSchema,
    messages?.midConversationSystem,
  ];
};

describe('what Claude models take', () => {
  it.each([
    ['claude-3-haiku-20240307', 'none', true, false, true, 4_096, 'forced-tool', false],
    ['claude-3-5-sonnet-20241022', 'none', true, false, true, 8_192, 'forced-tool', false],
    ['claude-3-7-sonnet-latest', 'budget', true, true, true, 64_000, 'forced-tool', false],
    ['claude-sonnet-4-20250514', 'budget', true, true, true, 64_000, 'forced-tool', false],
    ['claude-opus-4@20250514', 'budget', true, true, true, 32_000, 'forced-tool', false],
    ['claude-opus-4-1-20250805', 'budget', true, true, true, 32_000, 'forced-tool', false],
    ['claude-sonnet-4-5-20250929', 'budget', true, true, true, 64_000, 'native', false],
    ['claude-haiku-4-5', 'budget', true, true, true, 64_000, 'native', false],
    ['claude-opus-4-6', 'adaptive', true, false, true, 128_000, 'native', false],
    ['claude-sonnet-4-6', 'adaptive', true, false, true, 128_000, 'native', false],
    ['claude-opus-4-7', 'adaptive', true, false, false, 128_000, 'native', false],
    ['claude-opus-4-8', 'adaptive', true, false, false, 128_000, 'native', true],
    ['claude-sonnet-5', 'adaptive', true, false, false, 128_000, 'native', false],
    ['claude-opus-5', 'adaptive', true, false, false, 128_000, 'native', true],
    ['claude-opus-5-5', 'adaptive', false, true, false, 128_000, 'native', true],
    ['claude-sonnet-5-5', 'adaptive', false, true, false, 128_000, 'native', true],
    ['claude-haiku-5-5', 'adaptive', true, false, false, 128_000, 'native', true],
    ['claude-fable-5', 'adaptive', false, false, false, 128_000, 'native', true],
    ['claude-fable-5-1', 'adaptive', false, true, false, 128_000, 'native', true],
    ['claude-future-9', 'adaptive', false, true, false, null, 'native', false],
    ['claude-opus-7', 'adaptive', false, true, false, null, 'native', false],
    ['a-new-naming', 'adaptive', false, true, false, null, 'native', false],
  ])('%s', (model, ...expected) => {
    expect(facts(model)).toEqual(expected);
  });

  it('never takes temperature and top-p together from 4.1 on', () => {
    expect(profile('claude-opus-4-20250514').sampling?.temperatureWithTopP).toBe(true);
    expect(profile('claude-opus-4-1').sampling?.temperatureWithTopP).toBe(false);
    expect(profile('claude-opus-4-6').sampling?.temperatureWithTopP).toBe(false);
  });

  it('clamps the temperature to one and takes four cache marks', () => {
    expect(profile('claude-sonnet-4-5').sampling?.maxTemperature).toBe(1);
    expect(profile('claude-sonnet-4-5').limits?.maxCacheMarks).toBe(4);
  });

  it('knows efforts by generation', () => {
    expect(profile('claude-opus-4-6').reasoning?.efforts).toEqual(['low', 'medium', 'high', 'max']);
    expect(profile('claude-opus-4-7').reasoning?.efforts).toContain('xhigh');
    expect(profile('claude-sonnet-4-5').reasoning?.efforts).toEqual([]);
  });

  it('keeps the output ceiling modest for models it does not know', () => {
    expect(profile('claude-future-9').limits?.defaultMaxOutputTokens).toBe(4_096);
  });
});
