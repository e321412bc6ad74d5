import { describe, expect, it } from 'vitest';
import { profile } from './profile.ts';

describe('what models at compatible servers take', () => {
  it('lets open models have their sampling', () => {
    expect(profile('llama-3.3-70b').sampling).toMatchObject({ temperature: true, topP: true });
  });

  it.each(['openai/gpt-5', 'o3', 'anthropic/claude-opus-4-7', 'claude-future-9'])(
    'keeps the refusals of %s behind a relay',
    (model) => {
      expect(profile(model).sampling?.temperature).toBe(false);
    },
  );

  it('asks for earlier reasoning back where the model wants it', () => {
    expect(profile('deepseek-reasoner').reasoning?.historyField).toBe('reasoning_content');
    expect(profile('llama-3.3-70b').reasoning?.historyField).toBeNull();
  });

  it('limits output by max_tokens, which every server knows', () => {
    expect(profile('anything').messages?.outputLimitField).toBe('max_tokens');
  });
});
