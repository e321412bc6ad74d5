import { describe, expect, it } from 'vitest';
import { profile } from './profile.ts';

const reasoning = (model: string) => {
  const { reasoning: facts, sampling } = profile(model);
  return {
    style: facts?.style,
    efforts: facts?.efforts?.join(' '),
    canDisable: facts?.canDisable,
    forbidsTools: facts?.forbidsTools,
    temperature: sampling?.temperature,
  };
};

describe('what OpenAI models take', () => {
  it.each([
    ['gpt-4o', 'none', '', true, false, true],
    ['gpt-4o-2024-08-06', 'none', '', true, false, true],
    ['gpt-4.1-mini', 'none', '', true, false, true],
    ['ft:gpt-4o-mini-2024-07-18:org::id', 'none', '', true, false, true],
    ['gpt-3.5-turbo', 'none', '', true, false, true],
    ['chatgpt-4o-latest', 'none', '', true, false, true],
    ['gpt-5-chat-latest', 'none', '', true, false, true],
    ['o3', 'effort', 'low medium high', false, false, false],
    ['o4-mini', 'effort', 'low medium high', false, false, false],
    ['gpt-5', 'effort', 'minimal low medium high', false, false, false],
    ['gpt-5-mini-2025-08-07', 'effort', 'minimal low medium high', false, false, false],
    ['gpt-5-pro', 'effort', 'high', false, false, false],
    ['gpt-5-codex', 'effort', 'low medium high', false, false, false],
    ['gpt-5.1', 'effort', 'low medium high', true, false, true],
    ['gpt-5.1-codex-max', 'effort', 'low medium high xhigh', false, false, false],
    ['gpt-5.2', 'effort', 'low medium high xhigh', true, false, true],
    ['gpt-5.3-codex', 'effort', 'low medium high xhigh', false, false, false],
    ['gpt-5.4', 'effort', 'low medium high xhigh', true, true, true],
    ['gpt-5.4-mini', 'effort', 'low medium high xhigh', true, true, true],
    ['gpt-6-sol', 'effort', 'low medium high xhigh', true, true, false],
    ['gpt-6.2-sol', 'effort', 'low medium high xhigh', false, true, false],
    ['gpt-7', 'effort', 'low medium high xhigh', false, true, false],
  ])(
    '%s: style %s, efforts "%s"',
    (model, style, efforts, canDisable, forbidsTools, temperature) => {
      expect(reasoning(model)).toEqual({ style, efforts, canDisable, forbidsTools, temperature });
    },
  );

  it('speaks to reasoning models as developer and to the others as system', () => {
    expect(profile('gpt-5.1').messages?.systemRole).toBe('developer');
    expect(profile('o3').messages?.systemRole).toBe('developer');
    expect(profile('gpt-4o').messages?.systemRole).toBe('system');
    expect(profile('something-new').messages?.systemRole).toBeUndefined();
  });

  it('limits output by max_completion_tokens everywhere', () => {
    for (const model of ['gpt-3.5-turbo', 'o3', 'gpt-6-sol', 'something-new']) {
      expect(profile(model).messages?.outputLimitField).toBe('max_completion_tokens');
    }
  });

  it('drops sampling for models it does not know', () => {
    expect(profile('something-new').sampling).toMatchObject({ temperature: false, topP: false });
  });

  it('sends no stop strings to reasoning models', () => {
    expect(profile('o3').limits?.maxStopSequences).toBe(0);
    expect(profile('gpt-4o').limits?.maxStopSequences).toBe(4);
  });

  it('knows which models see', () => {
    const sees = (model: string) => profile(model).input?.image;
    expect(['gpt-4o', 'gpt-4-turbo', 'o1', 'o4-mini', 'gpt-5'].map(sees)).toEqual(
      Array(5).fill(true),
    );
    expect(['gpt-3.5-turbo', 'gpt-4', 'o1-mini', 'o3-mini'].map(sees)).toEqual(
      Array(4).fill(false),
    );
  });

  it('offers freeform tools from GPT-5 on', () => {
    expect(profile('gpt-5').tools?.freeform).toBe(true);
    expect(profile('gpt-4.1').tools?.freeform).toBe(false);
    expect(profile('o3').tools?.freeform).toBe(false);
  });
});
