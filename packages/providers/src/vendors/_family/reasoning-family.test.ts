import { expect, it } from 'vitest';
import { guessReasoningFamily } from './reasoning-family.ts';

it.each([
  ['claude-opus-4-6', 'anthropic'],
  ['anthropic/claude-opus-4-6', 'anthropic'],
  ['us.anthropic.claude-sonnet-4-5-v1:0', 'anthropic'],
  ['gemini-2.5-pro', 'google'],
  ['google/gemini-3-pro', 'google'],
  ['x-ai/grok-4', 'xai'],
  ['moonshotai/kimi-k2', 'moonshot'],
  ['openai/gpt-5', 'openai'],
  ['o3', 'openai'],
  ['gpt-oss-120b', 'other'],
  ['llama-3.3-70b', 'other'],
  ['notclaude', 'other'],
])('takes %s for a model of the family %s', (model, family) => {
  expect(guessReasoningFamily(model)).toBe(family);
});
