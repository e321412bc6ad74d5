import { describe, expect, it } from 'vitest';
import { formatConfigIssue } from './config-issue.ts';
import { safeParseConfig } from './safe-parse-config.ts';
import { suggestWord } from './suggest-word.ts';

const linesOf = (value: unknown) => {
  const parsed = safeParseConfig(value);
  return parsed.ok ? [] : parsed.issues.map(formatConfigIssue);
};

describe('checking a configuration', () => {
  it('takes everything that is documented and returns the very same object', () => {
    const config = {
      providers: {
        main: {
          vendor: 'acme',
          apiKey: 'k',
          baseUrl: 'http://127.0.0.1:9/v1',
          models: ['a/b:c'],
          headers: { 'x-team': 'red' },
          allowPrivate: true,
          timeouts: { idleMs: 0 },
        },
      },
      models: { one: 'main/a', two: { targets: ['main/a', 'main/b'], strategy: 'priority' } },
      aliases: { other: 'one' },
      keys: [{ name: 'laptop', key: '0123456789abcdef', allowedModels: ['one'] }],
      auth: { required: true },
      limits: { maxBodyBytes: 1024, maxResponseBytes: 2048, maxPreambleBytes: 4096 },
      timeouts: { connectMs: 1, headersMs: 2, firstEventMs: 3, totalMs: 4, deadlineMs: 5 },
      stream: { headHoldMs: 10_000, heartbeatMs: 15_000 },
      server: { host: '127.0.0.1', port: 0 },
    };
    const parsed = safeParseConfig(config);
    expect(parsed.ok && parsed.config).toBe(config);
  });

  it('names unknown settings at every depth and guesses what was meant', () => {
    expect(
      linesOf({
        provider: {},
        providers: { main: { api_key: 'k', timeouts: { idle: 1 } } },
        models: { a: { target: ['x/y'], targets: ['x/y'] } },
        keys: [{ name: 'a', key: '0123456789abcdef', model: 'x' }],
      }),
    ).toMatchInlineSnapshot(`
      [
        "providers.main.timeouts.idle: Unknown setting. Did you mean "idleMs"?",
        "providers.main.api_key: Unknown setting. Did you mean "apiKey"?",
        "models.a.target: Unknown setting. Did you mean "targets"?",
        "keys[0].model: Unknown setting; known are name, key, allowedModels.",
        "provider: Unknown setting. Did you mean "providers"?",
      ]
    `);
  });

  it('names wrong values', () => {
    expect(
      linesOf({
        providers: { 'bad name': {}, main: { baseUrl: 'ftp://x', headers: { 'a b': 'c' } } },
        models: { a: { targets: ['x/y'], strategy: 'prioritty' }, b: 7, c: { targets: [] } },
        keys: [{ name: 'short', key: 'secret' }],
        server: { port: 70_000 },
        timeouts: { idleMs: '10s' },
      }),
    ).toMatchInlineSnapshot(`
      [
        "providers["bad name"]: The name is no legal provider name.",
        "providers.main.baseUrl: Invalid URL.",
        "providers.main.headers["a b"]: The name is no legal header name.",
        "models.a.strategy: Must be one of "priority". Did you mean "priority"?",
        "models.b: Must be a text "provider/model" or an object with targets.",
        "models.c.targets: Too small: expected array to have >=1 items.",
        "keys[0].key: Too small: expected string to have >=16 characters.",
        "timeouts.idleMs: Invalid input: expected number, received string.",
        "server.port: Too big: expected number to be <=65535.",
      ]
    `);
  });

  it('never repeats the value of a secret', () => {
    const lines = linesOf({
      providers: { a: { apiKey: ['canary-1'] } },
      keys: [{ key: 'canary-2' }],
    });
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join('\n')).not.toContain('canary');
  });

  it('refuses what is no object', () => {
    for (const value of [undefined, null, [], 'x', 1]) expect(linesOf(value)).toHaveLength(1);
  });
});

describe('suggesting words', () => {
  it('is silent when nothing is near', () => {
    expect(suggestWord('zzz', ['apiKey', 'vendor'])).toBeUndefined();
    expect(suggestWord('API-KEY', ['vendor', 'apiKey'])).toBe('apiKey');
    expect(suggestWord('vednor', ['vendor', 'apiKey'])).toBe('vendor');
  });
});
