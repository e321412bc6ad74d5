import { expect, test } from 'vitest';
import { mergeTargetProfile, type TargetProfile } from './target-profile.ts';

// Only the sections the test looks at.
const base = {
  reasoningFamily: 'other',
  limits: { contextTokens: null, maxStopSequences: 4 },
  tools: { functions: true, nativeTypes: ['a'] },
} as unknown as TargetProfile;

test('overrides are laid over section by section, later ones on top', () => {
  const merged = mergeTargetProfile(
    base,
    { reasoningFamily: 'openai', limits: { contextTokens: 8 } },
    undefined,
    { limits: { maxStopSequences: 0 }, tools: { nativeTypes: [] } },
  );
  expect(merged).toEqual({
    reasoningFamily: 'openai',
    limits: { contextTokens: 8, maxStopSequences: 0 },
    tools: { functions: true, nativeTypes: [] },
  });
});

test('the inputs stay as they were', () => {
  const before = structuredClone(base);
  mergeTargetProfile(base, { limits: { contextTokens: 1 } });
  expect(base).toEqual(before);
});
