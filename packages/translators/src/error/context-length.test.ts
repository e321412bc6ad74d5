import { describe, expect, it } from 'vitest';
import { isContextLengthText, readContextNumbers } from './context-length.ts';

const overflows: readonly [
  text: string,
  usedTokens: number | undefined,
  maxTokens: number | undefined,
][] = [
  ['prompt is too long: 210,000 tokens > 200000 maximum', 210000, 200000],
  [
    "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (5000 in the messages, 4000 in the completion). Please reduce the length of the messages or completion.",
    9000,
    8192,
  ],
  [
    'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
    1200000,
    1048576,
  ],
  ['input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000', 210000, 200000],
  [
    'the request exceeds the available context size (4096 tokens), try increasing it',
    undefined,
    4096,
  ],
  ['Your input exceeds the context window of this model.', undefined, undefined],
  [
    "This model's maximum prompt length is 131072 but the request contains 140000 tokens.",
    140000,
    131072,
  ],
];

describe('messages about the context window', () => {
  it.each(overflows)('reads %s', (text, usedTokens, maxTokens) => {
    expect(isContextLengthText(text)).toBe(true);
    const numbers = readContextNumbers(text);
    expect([numbers.usedTokens, numbers.maxTokens]).toEqual([usedTokens, maxTokens]);
  });

  it.each([
    'max_tokens: 100000 > 64000, which is the maximum allowed number of output tokens for claude-x',
    'max_tokens is too large: 50000. This model supports at most 16384 completion tokens.',
    'Invalid value for temperature.',
  ])('does not take a ceiling of the output for an overflow: %s', (text) => {
    expect(isContextLengthText(text)).toBe(false);
  });

  it('does not take digits of a model name for a count', () => {
    expect(readContextNumbers('gpt-4-0613 has a context window of 8192 tokens')).toEqual({
      maxTokens: 8192,
    });
  });
});
