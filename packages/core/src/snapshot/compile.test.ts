import { defineProvider } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../config/config-issue.ts';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { compile } from './compile.ts';

const acme = defineProvider({
  contract: 1,
  id: 'acme',
  name: 'Acme',
  baseUrl: 'https://api.acme.example/v1',
  auth: { kind: 'header', header: 'authorization', prefix: 'Bearer ' },
  endpoints: { generate: { dialect: 'openai-chat', method: 'POST', path: '/chat' } },
  environment: { apiKey: ['ACME_KEY'], baseUrl: ['ACME_URL'] },
  reasoningFamily: () => 'other',
  sources: [],
});
const { baseUrl: _, ...rest } = acme;
const nameless = defineProvider({ ...rest, id: 'nameless', auth: { kind: 'none' } });
const registry = [acme, nameless];

const make = (config: GatewayConfig, env: Record<string, string> = { ACME_KEY: 'k' }) =>
  compile(config, { registry, env });
const messageOf = (config: GatewayConfig) => {
  try {
    make(config);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'nothing is wrong';
};

describe('compiling a configuration', () => {
  it('fills in the name, the environment and the defaults', () => {
    const snapshot = make({ providers: { acme: {} } }, { ACME_KEY: 'key', ACME_URL: 'http://x/' });
    const provider = snapshot.providers['acme'];
    expect(provider).toMatchObject({ baseUrl: 'http://x', definition: acme });
    expect(provider?.apiKey?.reveal()).toBe('key');
    expect(snapshot.auth.required).toBe(true);
    expect(snapshot.timeouts.idleMs).toBe(120_000);
  });

  it('lets a provider differ in its timers and open its own private origin only', () => {
    const snapshot = make({
      providers: {
        local: { vendor: 'nameless', baseUrl: 'http://10.0.0.1:80/v1' },
        acme: { headers: { 'X-Team': 'red' }, timeouts: { idleMs: 5 } },
      },
      timeouts: { idleMs: 7, totalMs: 9 },
    });
    expect(snapshot.providers['local']?.privateOrigins).toEqual(['http://10.0.0.1']);
    expect(snapshot.providers['acme']?.headers).toEqual({ 'x-team': 'red' });
    expect(snapshot.providers['acme']?.timeouts).toMatchObject({ idleMs: 5, totalMs: 9 });
    expect(snapshot.warnings).toEqual([]);
  });

  it('opens the address the operator wrote, never the vendor’s own', () => {
    const originsOf = (provider: object, env = {}) =>
      make({ providers: { acme: provider } }, env).providers['acme']?.privateOrigins;
    expect(originsOf({})).toEqual([]);
    expect(originsOf({ allowPrivate: true })).toHaveLength(1);
    expect(originsOf({}, { ACME_URL: 'http://ollama:11434/v1' })).toEqual(['http://ollama:11434']);
    expect(originsOf({ baseUrl: 'http://ollama:11434/v1' })).toEqual(['http://ollama:11434']);
    expect(originsOf({ baseUrl: 'http://10.0.0.1/v1', allowPrivate: false })).toEqual([]);
  });

  it('cuts targets at the first slash', () => {
    const snapshot = make({
      providers: { acme: {} },
      models: { short: 'acme/org/model', long: { targets: ['acme/a', 'acme/b'] } },
    });
    expect(snapshot.models['short']?.targets).toEqual([
      { id: 'acme/org/model', provider: 'acme', model: 'org/model' },
    ]);
    expect(snapshot.models['long']?.targets.map((target) => target.model)).toEqual(['a', 'b']);
  });

  it('is frozen through and through and keeps nothing of the input', () => {
    const config = {
      providers: { acme: { models: ['a'] } },
      aliases: { x: 'acme/a' },
      keys: [{ name: 'k', key: 'x'.repeat(16), allowedModels: ['a'] }],
    };
    const snapshot = make(config);
    config.providers.acme.models.push('b');
    config.aliases.x = 'changed';
    config.keys[0]?.allowedModels.push('b');
    expect(snapshot.keys[0]?.allowedModels).toEqual(['a']);
    expect(snapshot.providers['acme']?.models).toEqual(['a']);
    expect(snapshot.aliases).toEqual({ x: 'acme/a' });
    expect(() => Object.assign(snapshot.timeouts, { idleMs: 1 })).toThrow();
    expect(() => Object.assign(snapshot.providers['acme'] ?? {}, { name: 'x' })).toThrow();
  });

  it('never shows a key when it is printed', () => {
    const snapshot = make({
      providers: { acme: { apiKey: 'canary' } },
      keys: [{ name: 'one', key: 'canary-of-a-client' }],
    });
    expect(JSON.stringify(snapshot)).not.toContain('canary');
    expect(snapshot.keys[0]?.key.reveal()).toBe('canary-of-a-client');
    expect(`${snapshot.providers['acme']?.apiKey}`).toBe('[secret]');
  });

  it('names everything that is wrong at once', () => {
    expect(
      messageOf({
        providers: { acem: {}, a: { vendor: 'acne' }, b: { vendor: 'nameless' }, acme: {} },
        models: {
          one: 'no-slash',
          two: { targets: ['acme/x', 'akme/x'] },
          three: { targets: [] },
        },
        aliases: { p: 'q', q: 'p', fine: 'one' },
      }),
    ).toMatchInlineSnapshot(`
      "providers.acem: There is no vendor "acem"; known are acme, nameless. Did you mean "acme"?
      providers.a.vendor: There is no vendor "acne"; known are acme, nameless. Did you mean "acme"?
      providers.b.baseUrl: The vendor "nameless" has no address of its own; give one.
      models.one: The target "no-slash" is not of the form provider/model.
      models.two.targets[1]: No provider "akme" is configured. Did you mean "acme/x"?
      models.three: The model needs at least one target.
      aliases.p: This alias needs more than 5 steps, or leads back to itself.
      aliases.q: This alias needs more than 5 steps, or leads back to itself."
    `);
  });

  it('warns of a missing key and of models that the provider does not list', () => {
    const snapshot = make(
      { providers: { acme: { models: ['model-a'] } }, models: { m: 'acme/model-b' } },
      {},
    );
    expect(snapshot.warnings.map((issue) => issue.path)).toEqual([
      ['providers', 'acme', 'apiKey'],
      ['models', 'm'],
    ]);
  });
});

describe('headers and addresses that would fail every request', () => {
  const withProvider = (provider: object) => ({ providers: { acme: provider } });
  const issuesOf = (config: GatewayConfig, env?: Record<string, string>) => {
    try {
      make(config, env);
    } catch (error) {
      if (error instanceof ConfigError) return error.issues;
      throw error;
    }
    return [];
  };

  it.each([
    'Host',
    'content-length',
    'Transfer-Encoding',
    'connection',
    'proxy-authorization',
    'user-agent',
    'sec-fetch-mode',
    'Authorization',
  ])('name the place of %s', (header) => {
    const config = withProvider({ headers: { [header]: 'x' } });
    expect(issuesOf(config)).toMatchObject([{ path: ['providers', 'acme', 'headers', header] }]);
  });

  it('name the place of a line break', () => {
    const config = withProvider({ headers: { 'x-team': 'a\r\nhost: evil' } });
    expect(issuesOf(config)).toMatchObject([{ path: ['providers', 'acme', 'headers', 'x-team'] }]);
  });

  it('let the operator write the credential another way where there is no key', () => {
    const config = withProvider({ headers: { authorization: 'Basic eA==' } });
    expect(issuesOf(config, {})).toEqual([]);
  });

  it.each(['key\n', 'k\u00e9y\u2028', 'a\u0000'])('name the place of the key %j', (apiKey) => {
    expect(issuesOf(withProvider({ apiKey }))).toMatchObject([
      { path: ['providers', 'acme', 'apiKey'] },
    ]);
    expect(JSON.stringify(issuesOf(withProvider({ apiKey })))).not.toContain('key\\n');
  });

  it('do not take a user name or password in the address', () => {
    const config = withProvider({ baseUrl: 'https://user:secret@a.example' });
    expect(issuesOf(config)).toMatchObject([{ path: ['providers', 'acme', 'baseUrl'] }]);
    expect(JSON.stringify(issuesOf(config))).not.toContain('secret');
  });
});
