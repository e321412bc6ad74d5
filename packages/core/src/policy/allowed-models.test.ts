import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAllowedModel, matchesPattern } from './allowed-models.ts';

describe('model patterns', () => {
  it.each([
    ['*', 'anything', true],
    ['claude-*', 'claude-x', true],
    ['claude-*', 'my-claude-x', false],
    ['*/gpt-*-mini', 'team/gpt-5-mini', true],
    ['a*a', 'a', false],
    ['exact', 'exact', true],
    ['exact', 'exactly', false],
    ['', '', true],
  ])('%s against %s is %s', (pattern, name, expected) => {
    expect(matchesPattern(pattern, name)).toBe(expected);
  });

  it('agrees with the same pattern as a regular expression', () => {
    const short = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(short, name, (pattern, candidate) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(candidate);
        return matchesPattern(pattern, candidate) === expected;
      }),
    );
  });

  it('refuses with 403 and names the model', () => {
    const principal = { keyId: 'k', name: 'n', allowedModels: ['a'] };
    expect(() => checkAllowedModel(principal, 'b')).toThrow(/"b"/);
    expect(() => checkAllowedModel(principal, 'a')).not.toThrow();
    expect(() => checkAllowedModel({ keyId: 'k', name: 'n' }, 'b')).not.toThrow();
  });
});
