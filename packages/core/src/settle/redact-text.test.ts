import { describe, expect, it } from 'vitest';
import { redactText } from './redact-text.ts';

describe('redactText', () => {
  it.each([
    ['key opaque-one is wrong', 'key [key] is wrong'],
    ['sent Authorization: Bearer abcdef123', 'sent Authorization: Bearer [key]'],
    ['{"api_key": "abcdef"}', '{"api_key": "[key]"}'],
    ['{\\"x-api-key\\":\\"abcdef\\"}', '{\\"x-api-key\\":\\"[key]\\"}'],
    ['bad sk-ant-api03-abcdefgh, gsk_abcdefgh1', 'bad [key], [key]'],
    ['at /x?key=AbCd&b=1', 'at /x?key=[key]&b=1'],
    ['proxy http://me:pass@host/', 'proxy http://[key]@host/'],
    ['token eyJhbGciOi.abc.def', 'token [key]'],
    ['The model "m" has no such task.', 'The model "m" has no such task.'],
  ])('reads %s as %s', (text, safe) => {
    expect(redactText(text, ['opaque-one', 'no'])).toBe(safe);
  });

  it('takes time in proportion to the text', () => {
    const before = performance.now();
    redactText('eyJ-sk-a.b:/'.repeat(50_000), ['secret']);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
