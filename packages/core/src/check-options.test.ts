import type { Transport } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { ConfigError } from './config/config-issue.ts';
import type { GatewayConfig } from './config/gateway-config.ts';
import { createGateway } from './create-gateway.ts';
import type { GatewayOptions } from './gateway-options.ts';

const transport: Transport = {
  send: () => {
    throw new Error('nothing is sent here');
  },
  close: async () => {},
};
const config: GatewayConfig = {
  providers: { up: { vendor: 'openai-compatible', baseUrl: 'https://up.example/v1' } },
};
// What callers without a compiler may give.
const make = (options?: unknown) => createGateway(options as GatewayOptions);
const problemOf = (options?: unknown): string => {
  try {
    make(options);
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message}`;
  }
  return 'nothing is wrong';
};

describe('options of createGateway', () => {
  it.each([
    [undefined, 'createGateway takes an object with "config" and "transport".'],
    ['x', 'createGateway takes an object with "config" and "transport".'],
    [{ config }, 'The option "transport" must be'],
    [{ config, transport: {} }, 'The option "transport" must be'],
    [{ config, transport: () => {} }, 'The option "transport" must be'],
    [{ config, transport, transports: [] }, 'The option "transports" must be an object.'],
    [{ config, transport, transports: { up: 1 } }, 'The option "transports.up" must be'],
    [{ config, transport, vendors: {} }, 'The option "vendors" must be a list'],
  ])('say what they lack: %j', (options, problem) => {
    expect(problemOf(options)).toContain(`TypeError: ${problem}`);
  });

  it.each<[unknown, string]>([
    [undefined, 'config: Must be an object with "providers".'],
    [[], 'config: Must be an object with "providers".'],
    [{}, 'providers: Must be an object: name → provider.'],
    [{ providers: [] }, 'providers: Must be an object: name → provider.'],
    [{ providers: { up: null } }, 'providers.up: Must be an object.'],
    [{ providers: { up: { apiKey: 5 } } }, 'providers.up.apiKey: Must be a text.'],
    [{ providers: { up: { models: 'm' } } }, 'providers.up.models: Must be a list of models.'],
    [{ providers: { up: { headers: { x: 1 } } } }, 'providers.up.headers.x: Must be a text.'],
    [{ ...config, models: { m: { targets: 'x' } } }, 'models.m.targets: Must be a list of targets'],
    [{ ...config, models: { m: {} } }, 'models.m.targets: Must be a list of targets'],
    [{ ...config, models: { m: 5 } }, 'models.m: Must be a text "provider/model" or an object'],
    [{ ...config, models: { m: { targets: [1] } } }, 'models.m.targets[0]: Must be a text.'],
    [{ ...config, aliases: { a: 1 } }, 'aliases.a: Must be a text.'],
    [{ ...config, keys: {} }, 'keys: Must be a list of keys.'],
    [{ ...config, keys: [{ key: 'x'.repeat(16) }] }, 'keys[0].name: Must be a text.'],
    [{ ...config, limits: { maxBodyBytes: '1' } }, 'limits.maxBodyBytes: Must be a number'],
    [{ ...config, stream: { heartbeatMs: -1 } }, 'stream.heartbeatMs: Must be a number'],
    [{ ...config, auth: { required: 'no' } }, 'auth.required: Must be true or false.'],
  ])('say what the configuration lacks: %j', (given, problem) => {
    expect(problemOf({ config: given, transport })).toContain(`ConfigError: ${problem}`);
  });

  it('refuse keys that are easily guessed, or that no header carries, without repeating them', () => {
    for (const key of ['x', 'canary-of-15-ch', 'a canary with white space']) {
      const keys = [{ name: 'k', key }];
      expect(problemOf({ config: { ...config, keys }, transport })).toBe(
        'ConfigError: keys[0].key: Must be a text of at least 16 characters without white space.',
      );
    }
  });

  it('refuse a credential that would break its header, naming the setting only', () => {
    for (const apiKey of ['canary\n1', 'canáry', 'canary\r\nx: y']) {
      const providers = { up: { ...config.providers['up'], apiKey } };
      const problem = problemOf({ config: { providers }, transport });
      expect(problem).toContain('ConfigError: providers.up.apiKey: ');
      expect(problem).not.toMatch(/can[aá]ry/);
    }
  });

  it('hold for another configuration too, and the old one stays', () => {
    const gateway = make({ config, transport });
    // What callers without a compiler may give.
    expect(() => gateway.reconfigure({} as GatewayConfig)).toThrow(ConfigError);
    expect(Object.keys(gateway.snapshot.providers)).toEqual(['up']);
  });
});
