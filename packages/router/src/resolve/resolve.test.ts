import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RouterSnapshot } from '../snapshot.ts';
import { createIndex } from './create-index.ts';
import { followAliases } from './follow-aliases.ts';
import { matchPattern } from './match-pattern.ts';
import { nearNames } from './near-names.ts';
import { resolveModel } from './resolve-model.ts';

const connections = [{ id: 'main' }];

const snapshot: RouterSnapshot = {
  providers: [
    { id: 'openai', connections, modelPatterns: ['gpt-*', 'o3*'] },
    { id: 'anthropic', aliases: ['claude'], connections, modelPatterns: ['claude-*'] },
    { id: 'relay', connections },
    { id: 'off', enabled: false, connections, modelPatterns: ['secret-*'] },
  ],
  targets: [
    { provider: 'openai', model: 'gpt-4o' },
    { provider: 'anthropic', model: 'claude-opus-4-6' },
    { provider: 'relay', model: 'anthropic/claude-opus-4-6' },
    { provider: 'relay', model: 'llama-3.3-70b' },
    { provider: 'relay', model: 'gpt-4o-mini' },
    { provider: 'openai', model: 'gpt-4o-mini' },
  ],
  groups: [
    {
      name: 'fast',
      members: [{ target: 'openai/gpt-4o' }, { target: 'relay/llama-3.3-70b', connection: 'main' }],
    },
    { name: 'ghosts', members: [{ target: 'nobody/nothing' }] },
  ],
  aliases: {
    default: 'fast',
    sonnet: 'default',
    'gpt-4o': 'relay/llama-3.3-70b',
    a: 'b',
    b: 'a',
    self: 'self',
    c1: 'c2',
    c2: 'c3',
    c3: 'c4',
    c4: 'c5',
    c5: 'c6',
    c6: 'fast',
  },
};
const index = createIndex(snapshot);

const resolve = (name: string, allowedModels?: readonly string[]) => {
  const resolution = resolveModel(name, index, allowedModels && { allowedModels });
  if (!resolution.ok) return `${resolution.error.code}: ${resolution.error.message}`;
  const targets = resolution.targets.map(({ target }) => `${target.provider}/${target.model}`);
  return `${resolution.resolved} = ${targets.join(' + ')}`;
};

describe('resolveModel', () => {
  it.each([
    ['fast', 'fast = openai/gpt-4o + relay/llama-3.3-70b'],
    ['default', 'fast = openai/gpt-4o + relay/llama-3.3-70b'],
    ['sonnet', 'fast = openai/gpt-4o + relay/llama-3.3-70b'],
    ['openai/gpt-4o', 'openai/gpt-4o = openai/gpt-4o'],
    ['@openai/gpt-4o', 'openai/gpt-4o = openai/gpt-4o'],
    ['openai,gpt-4o', 'openai/gpt-4o = openai/gpt-4o'],
    ['openai, gpt-4o', 'openai/gpt-4o = openai/gpt-4o'],
    [
      'relay/anthropic/claude-opus-4-6',
      'relay/anthropic/claude-opus-4-6 = relay/anthropic/claude-opus-4-6',
    ],
    ['anthropic/claude-opus-4-6', 'anthropic/claude-opus-4-6 = anthropic/claude-opus-4-6'],
    ['claude/claude-opus-4-6', 'anthropic/claude-opus-4-6 = anthropic/claude-opus-4-6'],
    ['llama-3.3-70b', 'relay/llama-3.3-70b = relay/llama-3.3-70b'],
    ['claude-sonnet-9', 'anthropic/claude-sonnet-9 = anthropic/claude-sonnet-9'],
    ['openai/gpt-9', 'openai/gpt-9 = openai/gpt-9'],
    ['off/secret-1', 'off/secret-1 = off/secret-1'],
  ])('takes %s for %s', (name, expected) => {
    expect(resolve(name)).toBe(expected);
  });

  it('lets what the operator wrote beat what is guessed', () => {
    expect(resolve('gpt-4o')).toBe('relay/llama-3.3-70b = relay/llama-3.3-70b');
  });

  it('lists the providers when several have a bare model', () => {
    expect(resolve('gpt-4o-mini')).toBe(
      'invalid_request: Several providers have a model "gpt-4o-mini"; name one: relay/gpt-4o-mini, openai/gpt-4o-mini.',
    );
  });

  it('lists to a key only those it may use', () => {
    expect(resolve('gpt-4o-mini', ['relay/*'])).toBe(
      'invalid_request: Several providers have a model "gpt-4o-mini"; name one: relay/gpt-4o-mini.',
    );
    expect(resolve('gpt-4o-mini', ['fast'])).toMatch(/^permission_denied: /);
    expect(resolve('gpt-4o-mini', ['gpt-4o-mini'])).toContain('openai/gpt-4o-mini');
  });

  it('names near candidates when nobody has the model', () => {
    expect(resolve('lama-3.3-70b')).toBe(
      'model_not_found: No target serves a model of the name "lama-3.3-70b". Did you mean relay/llama-3.3-70b?',
    );
    expect(resolve('zzzzzzzz')).toBe(
      'model_not_found: No target serves a model of the name "zzzzzzzz".',
    );
  });

  it('does not search elsewhere when the provider is named outright', () => {
    expect(resolve('@relay/claude-opus-4-6')).toBe(
      'model_not_found: relay has no model "claude-opus-4-6".',
    );
    expect(resolve('relay,nothing')).toContain('model_not_found');
  });

  it('names what was asked for where an alias leads nowhere', () => {
    const dangling = createIndex({
      providers: [{ id: 'relay', connections: [{ id: 'main' }], modelPatterns: [] }],
      targets: [{ provider: 'relay', model: 'llama-3.3-70b' }],
      aliases: { small: 'lama-3.3-70b', outright: '@relay/none' },
    });
    const messageOf = (name: string) => {
      const found = resolveModel(name, dangling);
      return found.ok ? 'found' : found.error.message;
    };
    expect(messageOf('small')).toBe(
      'No target serves a model of the name "small". Did you mean relay/llama-3.3-70b?',
    );
    expect(messageOf('outright')).toBe('No target serves a model of the name "outright".');
  });

  it.each(['a', 'b', 'self'])('refuses the circle of aliases that begins at %s', (name) => {
    expect(resolve(name)).toBe(
      `invalid_request: The chain of aliases of "${name}" runs in a circle.`,
    );
  });

  it('follows five aliases and no more', () => {
    expect(resolve('c2')).toContain('fast =');
    expect(resolve('c1')).toContain('is too long');
  });

  it('guesses no provider that is switched off', () => {
    expect(resolve('secret-1')).toContain('model_not_found');
  });

  it('says that a group without targets is unavailable', () => {
    expect(resolve('ghosts')).toContain('no_target_available');
  });

  it('notes every rule it tried', () => {
    const { rules } = resolveModel('llama-3.3-70b', index);
    expect(rules.map(({ rule, matched }) => `${rule} ${matched}`)).toEqual([
      'alias false',
      'target false',
      'group false',
      'provider-prefix false',
      'inference true',
    ]);
  });

  describe('with an allow-list', () => {
    it('takes the name as asked, what it resolves to, or a pattern of either', () => {
      expect(resolve('default', ['default'])).toContain('fast =');
      expect(resolve('default', ['fast'])).toContain('fast =');
      expect(resolve('openai/gpt-4o', ['openai/*'])).toContain('openai/gpt-4o');
      expect(resolve('openai/gpt-9', ['gpt-*'])).toContain('openai/gpt-9');
    });

    it('keeps of a group only what the key may use', () => {
      expect(resolve('fast', ['openai/*'])).toBe('fast = openai/gpt-4o');
    });

    it('refuses the rest and names nothing the key may not use', () => {
      expect(resolve('fast', ['claude-*'])).toBe(
        'permission_denied: The key may not use the model "fast".',
      );
      expect(resolve('fast', [])).toContain('permission_denied');
      expect(resolve('lama-3.3-70b', ['gpt-*'])).not.toContain('relay');
    });
  });

  it('has an answer for every name', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (name) => {
        const resolution = resolveModel(name, index);
        expect(resolution.requested).toBe(name);
        if (!resolution.ok) expect(resolution.error.message.length).toBeLessThan(1_200);
      }),
    );
  });
});

describe('followAliases', () => {
  it('never goes round for ever, whatever the aliases', () => {
    const names = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
    fc.assert(
      fc.property(fc.dictionary(names, names), names, (aliases, start) => {
        const chain = followAliases(start, (name) =>
          Object.hasOwn(aliases, name) ? aliases[name] : undefined,
        );
        expect(chain.steps.length).toBeLessThanOrEqual(7);
        if (chain.kind === 'end') expect(Object.hasOwn(aliases, chain.name)).toBe(false);
      }),
    );
  });
});

describe('matchPattern', () => {
  it.each([
    ['gpt-*', 'gpt-5', true],
    ['gpt-*', 'xgpt-5', false],
    ['*', '', true],
    ['*mini', 'gpt-4o-mini', true],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'acb', false],
    ['ab*ba', 'aba', false],
    ['exact', 'exact', true],
    ['exact', 'exactly', false],
    ['a.c', 'abc', false],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect(matchPattern(pattern, name)).toBe(expected);
  });

  it('agrees with a regular expression', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
    fc.assert(
      fc.property(word, name, (pattern, text) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
        expect(matchPattern(pattern, text)).toBe(expression.test(text));
      }),
    );
  });
});

describe('nearNames', () => {
  it('finds what was mistyped and nothing else', () => {
    const names = ['gpt-4o', 'gpt-4o-mini', 'claude-opus-4-6', 'llama'];
    expect(nearNames('gtp-4o', names)).toEqual(['gpt-4o']);
    expect(nearNames('claude-opus-46', names)).toEqual(['claude-opus-4-6']);
    expect(nearNames('banana', names)).toEqual([]);
    expect(nearNames('', names)).toEqual([]);
    expect(nearNames('x'.repeat(1_000), names)).toEqual([]);
  });
});
