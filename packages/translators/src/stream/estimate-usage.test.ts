import { type Usage, unknownUsage } from '@gateway/spec';
import { expect, test } from 'vitest';
import { estimateUsage } from './estimate-usage.ts';

const partial: Usage = {
  input: { uncachedTokens: 5, cacheReadTokens: 2 },
  output: { totalTokens: 1 },
  certainty: 'partial',
};

test('nothing known: both sides are estimated', () => {
  expect(estimateUsage(unknownUsage, { contentBytes: 9, inputTokens: 7 })).toEqual({
    input: { uncachedTokens: 7 },
    output: { totalTokens: 3 },
    certainty: 'estimated',
  });
});

test('numbers that the upstream gave stay, and output is at least what was seen', () => {
  expect(estimateUsage(partial, { contentBytes: 40, inputTokens: 99 })).toEqual({
    ...partial,
    output: { totalTokens: 10 },
    certainty: 'estimated',
  });
  expect(estimateUsage(partial, { contentBytes: 0 }).output.totalTokens).toBe(1);
});
