import { defineProvider, type Transport, type Vault } from '@gateway/spec';
import { createSystemClock } from '@gateway/testkit/clock';
import { createSimulator, createSimulatorTransport } from '@gateway/testkit/simulator';
import { describe, expect, it } from 'vitest';
import { createGateway } from '../src/create-gateway.ts';
import { createMemoryApiKeyStore } from '../src/stores/memory-api-key-store.ts';
import { chatBody, testKey } from './harness.ts';

const clock = createSystemClock();
const door = (text: string, seen: string[] = []): Transport => {
  const simulator = createSimulator({ clock, script: () => ({ answer: { text } }) });
  const inner = createSimulatorTransport(simulator, clock);
  return {
    ...inner,
    send(request, receiver) {
      seen.push(`${request.url} ${String(request.headers['authorization'])}`);
      return inner.send(request, receiver);
    },
  };
};
const post = (model: string, key = testKey) =>
  new Request('http://gateway/v1/chat/completions', {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify(chatBody({ model })),
  });
const compatible = (name: string) => ({
  vendor: 'openai-compatible',
  baseUrl: `https://${name}.example/v1`,
  models: ['m'],
});
const keys = [{ name: 'test', key: testKey }];

describe('a gateway made of a configuration and a transport', () => {
  it('answers, with the clock and the chance of the machine', async () => {
    const gateway = createGateway({
      config: { providers: { up: compatible('up') }, keys },
      transport: door('hello'),
    });
    const response = await gateway.fetch(post('up/m'));
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('hello');
    expect(response.headers.get('x-gateway-id')).toMatch(/^req_\w{24}$/);
    await gateway.close();
  });

  it('gives a provider a door of its own', async () => {
    const gateway = createGateway({
      config: { providers: { up: compatible('up'), demo: compatible('demo') }, keys },
      transport: door('from the network'),
      transports: { demo: door('from the demo') },
    });
    expect(await (await gateway.fetch(post('up/m'))).text()).toContain('from the network');
    expect(await (await gateway.fetch(post('demo/m'))).text()).toContain('from the demo');
    await gateway.close();
  });

  it('takes vendors from plugins and keys from the environment', async () => {
    const seen: string[] = [];
    const plugin = defineProvider({
      contract: 1,
      id: 'plugin-vendor',
      name: 'Plugin vendor',
      baseUrl: 'https://plugin.example/api',
      auth: { kind: 'header', header: 'authorization', prefix: 'Token ' },
      endpoints: { generate: { dialect: 'openai-chat', method: 'POST', path: '/talk' } },
      environment: { apiKey: ['PLUGIN_KEY'] },
      reasoningFamily: () => 'other',
      sources: [],
    });
    const gateway = createGateway({
      config: { providers: { 'plugin-vendor': {} }, keys },
      transport: door('x', seen),
      vendors: [plugin],
      env: { PLUGIN_KEY: 'from-env' },
    });
    await gateway.fetch(post('plugin-vendor/any-model'));
    expect(seen).toEqual(['https://plugin.example/api/talk Token from-env']);
  });

  it('lets anybody in only where that was chosen', async () => {
    const config = { providers: { up: compatible('up') } };
    const anonymous = new Request('http://gateway/v1/models');
    const closed = createGateway({ config, transport: door('x') });
    expect((await closed.fetch(anonymous)).status).toBe(401);
    const open = createGateway({
      config: { ...config, auth: { required: false } },
      transport: door('x'),
    });
    expect((await open.fetch(anonymous)).status).toBe(200);
  });

  it('finds the keys of a store that another process filled, by the hash of the vault', async () => {
    const vault: Vault = {
      seal: (text) => text,
      open: (text) => text,
      hashApiKey: (key) => `hash of ${key}`,
      deriveKey: () => new Uint8Array(32),
    };
    const store = createMemoryApiKeyStore([
      { id: 'a', name: 'a', prefix: 'sk', hash: 'hash of stored-key', createdAtMs: 0 },
    ]);
    const gateway = createGateway({
      config: { providers: { up: compatible('up') } },
      transport: door('x'),
      stores: { apiKeys: store },
      vault,
    });
    expect((await gateway.fetch(post('up/m', 'stored-key'))).status).toBe(200);
    await gateway.apiKeys.revoke('a');
    expect((await gateway.fetch(post('up/m', 'stored-key'))).status).toBe(403);
  });

  it('names what is wrong with a configuration before anything starts', () => {
    expect(() =>
      createGateway({ config: { providers: { opnai: {} } }, transport: door('x') }),
    ).toThrow(/opnai.*Did you mean/);
  });
});

describe('a Web request that is given up', () => {
  const stalled = () => {
    const simulator = createSimulator({
      clock,
      script: () => ({ fault: { afterEvents: 3, outcome: 'stall' } }),
    });
    const seen: string[] = [];
    const gateway = createGateway({
      config: { providers: { up: compatible('up') }, keys },
      transport: createSimulatorTransport(simulator, clock),
      observer: { onRequest: ({ usage }) => void seen.push(`${usage.status}`) },
    });
    const request = (signal?: AbortSignal) =>
      new Request('http://gateway/v1/chat/completions', {
        method: 'POST',
        headers: { authorization: `Bearer ${testKey}` },
        body: JSON.stringify(chatBody({ model: 'up/m', stream: true })),
        ...(signal && { signal }),
      });
    return { gateway, request, seen };
  };

  it('ends the body with the reason, and the upstream, within a stream', async () => {
    const { gateway, request, seen } = stalled();
    const controller = new AbortController();
    const response = await gateway.fetch(request(controller.signal));
    const text = response.text();
    controller.abort(new Error('enough'));
    await expect(text).rejects.toThrow('enough');
    await gateway.close();
    expect(seen).toHaveLength(1);
  });

  it('ends the upstream when the reader cancels', async () => {
    const { gateway, request, seen } = stalled();
    const response = await gateway.fetch(request());
    await response.body?.cancel();
    await gateway.close();
    expect(seen).toHaveLength(1);
  });
});
