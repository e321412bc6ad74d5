import type { SamplingSettings } from '@gateway/spec';
import { describe, expect, test } from 'vitest';
import { type AdaptSetting, adapt, toChat } from './testing/adapt.ts';

function sampled(sampling: SamplingSettings, setting: AdaptSetting = {}) {
  const { request, codes } = adapt({ sampling }, setting);
  return { sampling: request.sampling, codes };
}

describe('sampling', () => {
  test('C11: a temperature of 1.7 is 1 on older models, and gone on newer', () => {
    expect(sampled({ temperature: 1.7 }, { target: { sampling: { maxTemperature: 1 } } })).toEqual({
      sampling: { temperature: 1 },
      codes: ['sampling_clamped'],
    });
    expect(sampled({ temperature: 1.7 }, { target: { sampling: { temperature: false } } })).toEqual(
      {
        sampling: undefined,
        codes: ['sampling_dropped'],
      },
    );
  });

  test('C12: goes while the model reasons, where both exclude each other', () => {
    const { request, loss } = adapt(
      {
        sampling: { temperature: 0.5, topP: 0.9, seed: 7 },
        reasoning: { mode: 'effort', effort: 'low' },
      },
      { target: { sampling: { refusedWhileReasoning: true } } },
    );
    expect(request.sampling).toEqual({ seed: 7 });
    expect(loss.map(({ path }) => path)).toEqual(['sampling.temperature', 'sampling.topP']);
  });

  test('C12: stays where reasoning is off', () => {
    const { request } = adapt(
      { sampling: { temperature: 0.5 }, reasoning: { mode: 'off' } },
      { target: { sampling: { refusedWhileReasoning: true } } },
    );
    expect(request.sampling).toEqual({ temperature: 0.5 });
  });

  test('A23: temperature and top-p both go to targets that take both', () => {
    const sampling = { temperature: 0.5, topP: 0.9 };
    expect(toChat({ sampling }).request.sampling).toEqual(sampling);
  });

  test('of temperature and top-p the temperature stays where only one may', () => {
    const target = { sampling: { temperatureWithTopP: false } };
    expect(sampled({ temperature: 0.5, topP: 0.9 }, { target })).toEqual({
      sampling: { temperature: 0.5 },
      codes: ['sampling_dropped'],
    });
    expect(sampled({ topP: 0.9 }, { target }).sampling).toEqual({ topP: 0.9 });
  });

  test.each<[string, SamplingSettings, string]>([
    ['topK', { topK: 40 }, 'sampling_dropped'],
    ['minP', { minP: 0.1 }, 'sampling_dropped'],
    ['penalties', { presencePenalty: 0.5 }, 'sampling_dropped'],
    ['seed', { seed: 1 }, 'sampling_dropped'],
    ['logitBias', { logitBias: { 5: 1 } }, 'sampling_dropped'],
    ['logprobs', { topLogprobs: 3 }, 'logprobs_dropped'],
    ['prediction', { prediction: {} }, 'sampling_dropped'],
  ])('%s goes where the target does not take it', (capability, sampling, code) => {
    expect(sampled(sampling, { target: { sampling: { [capability]: false } } })).toEqual({
      sampling: undefined,
      codes: [code],
    });
  });

  test('values that change nothing go without a word', () => {
    const target = { sampling: { penalties: false, logprobs: false } };
    const settings = { presencePenalty: 0, frequencyPenalty: 0, logprobs: false };
    expect(sampled(settings, { target })).toEqual({ sampling: undefined, codes: [] });
  });

  test('a temperature of 1 stays beside reasoning within one dialect', () => {
    const { request } = adapt(
      { sampling: { temperature: 1 }, reasoning: { mode: 'adaptive' } },
      {
        from: 'anthropic-messages',
        target: { sampling: { refusedWhileReasoning: true }, reasoning: { style: 'adaptive' } },
      },
    );
    expect(request.sampling).toEqual({ temperature: 1 });
  });
});
