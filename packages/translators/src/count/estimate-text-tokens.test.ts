import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateTextTokens } from './estimate-text-tokens.ts';

describe('tokens of a text', () => {
  test.each([
    ['nothing', '', 0, 0],
    ['a greeting', 'Hello, world!', 4, 4],
    ['English prose', 'The quick brown fox jumps over the lazy dog.', 9, 11],
    ['names in camel case', 'getWeatherForecast', 3, 4],
    ['a constant', 'MAX_RETRY_COUNT', 4, 8],
    ['numbers', 'volume 12, page 3456', 8, 10],
    ['Chinese', '今天天气很好', 4, 7],
    ['Russian', 'Сегодня хорошая погода', 6, 12],
    ['indented code', 'if (x) {\n        return 1;\n}', 10, 16],
    ['JSON', '{"name":"a","size":10}', 8, 12],
    ['base64', 'iVBORw0KGgoAAAANSUhEUgAAAAUA', 11, 24],
  ])('is near the mark for %s', (_, text, least, most) => {
    expect(estimateTextTokens(text)).toBeGreaterThanOrEqual(least);
    expect(estimateTextTokens(text)).toBeLessThanOrEqual(most);
  });

  test('K23: of one long run grows with its length only', () => {
    const short = estimateTextTokens('a'.repeat(100_000));
    expect(estimateTextTokens('a'.repeat(1_000_000))).toBeCloseTo(10 * short, -1);
  });

  test('is never below nothing, and never much more than one per character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(estimateTextTokens(text)).toBeGreaterThanOrEqual(0);
        expect(estimateTextTokens(text)).toBeLessThanOrEqual(2 * text.length);
      }),
    );
  });
});
