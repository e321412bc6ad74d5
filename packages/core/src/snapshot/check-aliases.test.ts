import { defineProvider } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../config/config-issue.ts';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { compile } from './compile.ts';

const vendor = (id: string, modelPatterns?: readonly string[]) =>
  defineProvider({
    contract: 1,
    id,
    name: id,
    baseUrl: `https://api.${id}.example/v1`,
    auth: { kind: 'none' },
    endpoints: { generate: { dialect: 'openai-chat', method: 'POST', path: '/chat' } },
    reasoningFamily: () => 'other',
    ...(modelPatterns && { modelPatterns }),
    sources: [],
  });
const registry = [vendor('acme', ['acme-*']), vendor('zeta', ['zeta-*']), vendor('lists')];

const base: GatewayConfig = {
  providers: { acme: {}, zeta: {}, lists: { models: ['alpha-large', 'org/alpha'] } },
  models: { fast: 'acme/acme-1' },
};
const issuesOf = (aliases: Record<string, string>, config = base) => {
  try {
    compile({ ...config, aliases }, { registry });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
};

describe('an alias', () => {
  it.each([
    'fast',
    'acme/acme-1',
    'acme/what-the-vendor-may-list',
    'lists/org/alpha',
    '@lists/alpha-large',
    'alpha-large',
    'acme-7',
    'zeta-7',
  ])('may lead to %s', (name) => {
    expect(issuesOf({ x: name, y: 'x' })).toEqual([]);
  });

  it('must lead somewhere, and says where it was probably meant to', () => {
    expect(
      issuesOf({
        a: 'fsat',
        b: 'acne/acme-1',
        c: 'lists/alpha-larg',
        d: 'nobody-has-this',
        e: 'akme/whatever',
      }),
    ).toMatchInlineSnapshot(`
      [
        "aliases.a: It leads to "fsat", which is no public model, alias or model of a configured provider. Did you mean "fast"?",
        "aliases.b: It leads to "acne/acme-1", which is no public model, alias or model of a configured provider. Did you mean "acme/acme-1"?",
        "aliases.c: It leads to "lists/alpha-larg", which is no public model, alias or model of a configured provider. Did you mean "lists/alpha-large"?",
        "aliases.d: It leads to "nobody-has-this", which is no public model, alias or model of a configured provider.",
        "aliases.e: It leads to "akme/whatever", which is no public model, alias or model of a configured provider. Did you mean "acme/whatever"?",
      ]
    `);
  });

  it('must be unambiguous', () => {
    const config = { ...base, providers: { one: { vendor: 'acme' }, two: { vendor: 'acme' } } };
    expect(issuesOf({ x: 'acme-7' }, { providers: config.providers })).toEqual([
      expect.stringMatching(/^aliases\.x: Several providers .* one\/acme-7, two\/acme-7\.$/),
    ]);
  });

  it('must not hide a public model', () => {
    expect(issuesOf({ fast: 'zeta/zeta-1' })).toEqual([
      'aliases.fast: There is a public model of this name already.',
    ]);
  });

  it('is not blamed for what is wrong with its provider', () => {
    const providers = { acme: { vendor: 'nobody' } };
    expect(issuesOf({ x: 'acme/m' }, { providers })).toEqual([
      expect.stringContaining('providers.acme.vendor'),
    ]);
  });
});
