import type { Behaviour, Script } from '@gateway/testkit/simulator';
import { describe, expect, it } from 'vitest';
import type { GatewayConfig } from '../src/config/gateway-config.ts';
import { chatBody, createHarness, pick, settleWith, testConfig, testKey } from './harness.ts';

const open = (vendor: string, name: string) => ({
  vendor,
  apiKey: `secret-of-${name}`,
  baseUrl: `https://${name}.upstream.example/v1`,
});
const openConfig: GatewayConfig = {
  providers: {
    chat: open('openai-compatible', 'chat'),
    messages: open('anthropic-compatible', 'messages'),
  },
  keys: [{ name: 'test', key: testKey }],
};
const messagesHeaders = { 'anthropic-version': '2023-06-01' };

/** Answers each provider's list as told, told apart by the credential; everything else as usual. */
const lists =
  (behaviours: Readonly<Record<string, Behaviour>>): Script =>
  ({ route, headers }) => {
    if (route !== 'models') return undefined;
    const shown = `${String(headers['authorization'])} ${String(headers['x-api-key'])}`;
    const name = Object.keys(behaviours).find((one) => shown.includes(`secret-of-${one}`));
    return name === undefined ? undefined : behaviours[name];
  };
const idsOf = (answer: { readonly json: unknown }) =>
  (pick(answer.json, 'data') as { id: string }[]).map(({ id }) => id);

describe('a list of models', () => {
  it('asks vendors whose models the configuration does not name, in both dialects', async () => {
    const harness = createHarness({ config: openConfig });
    expect(harness.sent).toEqual([]);
    const answer = await harness.run('/v1/models');
    expect(idsOf(answer)).toEqual([
      'chat/echo',
      'chat/reasoner',
      'messages/echo',
      'messages/reasoner',
    ]);
    expect(pick(answer.json, 'data', 0)).toMatchObject({
      owned_by: 'simulator',
      created: 1_800_000_000,
    });
    const native = await harness.run('/v1/models', { headers: messagesHeaders });
    expect(pick(native.json, 'data', 2)).toMatchObject({
      id: 'messages/echo',
      display_name: 'Demo echo',
      created_at: '2027-01-15T08:00:00Z',
    });
    expect(harness.sent.map(({ url }) => url)).toEqual([
      'https://chat.upstream.example/v1/models',
      'https://messages.upstream.example/v1/models?limit=1000',
    ]);
    expect(harness.sent[0]?.headers['authorization']).toBe('Bearer secret-of-chat');
    expect(harness.sent[1]?.headers['x-api-key']).toBe('secret-of-messages');
    expect(harness.clock.pendingCount()).toBe(0);
  });

  it('asks no vendor whose models the configuration names', async () => {
    const harness = createHarness({ config: testConfig });
    await harness.run('/v1/models');
    expect(harness.sent).toEqual([]);
  });

  it('asks once for many at the same time, and again after ten minutes', async () => {
    const harness = createHarness({ config: openConfig });
    const calls = [1, 2, 3].map(() => harness.start('/v1/models'));
    await settleWith(
      harness.clock,
      Promise.all(calls.map(({ done }) => done)).then(() => undefined),
    );
    expect(harness.sent).toHaveLength(2);
    await harness.clock.advance(599_000);
    await harness.run('/v1/models');
    expect(harness.sent).toHaveLength(2);
    await harness.clock.advance(1_000);
    await harness.run('/v1/models');
    expect(harness.sent).toHaveLength(4);
  });

  it('follows the pages of a vendor, but not for ever', async () => {
    const page = (id: string, more: object) => ({
      wire: { body: { data: [{ type: 'model', id }], ...more } },
    });
    let asked = 0;
    const harness = createHarness({
      config: { ...openConfig, providers: { messages: open('anthropic-compatible', 'messages') } },
      script: () => {
        asked += 1;
        if (asked === 1) return page('a', { has_more: true, last_id: 'a' });
        if (asked === 2) return page('b', { has_more: true, last_id: 'b' });
        return page('c', { has_more: true, last_id: 'b' });
      },
    });
    const answer = await harness.run('/v1/models');
    expect(idsOf(answer)).toEqual(['messages/a', 'messages/b', 'messages/c']);
    expect(harness.sent.map(({ url }) => new URL(url).search)).toEqual([
      '?limit=1000',
      '?limit=1000&after_id=a',
      '?limit=1000&after_id=b',
    ]);
  });

  it.each<[string, Behaviour]>([
    ['refuses the credential', { error: { kind: 'credential', message: 'bad secret-of-chat' } }],
    ['breaks down', { error: { kind: 'server' } }],
    ['answers no list', { wire: { body: { hello: 'secret-of-chat' } } }],
    ['answers an error with a good status', { wire: { body: { error: { message: 'no' } } } }],
    ['answers HTML', { wire: { headers: { 'content-type': 'text/html' }, body: '<html>' } }],
    ['breaks the connection', { fault: { afterBytes: 10, outcome: 'reset' } }],
  ])('is whole but for a vendor that %s, which is asked again after 30 s', async (_how, chat) => {
    const harness = createHarness({ config: openConfig, script: lists({ chat }) });
    const answer = await harness.run('/v1/models');
    expect(answer.status).toBe(200);
    expect(idsOf(answer)).toEqual(['messages/echo', 'messages/reasoner']);
    expect(harness.warnings).toEqual([expect.stringMatching(/^models_not_listed: chat: \w+: .+/)]);
    expect(harness.warnings.join()).not.toMatch(/secret-of/);
    await harness.clock.advance(29_000);
    await harness.run('/v1/models');
    expect(harness.sent).toHaveLength(2);
    await harness.clock.advance(1_000);
    await harness.run('/v1/models');
    expect(harness.sent).toHaveLength(3);
  });

  it('does not wait long for a vendor that is slow, and has its models later', async () => {
    const chat = { timing: { headersDelayMs: 8_000 } };
    const harness = createHarness({ config: openConfig, script: lists({ chat }) });
    const before = harness.clock.nowMs();
    const answer = await harness.run('/v1/models');
    expect(harness.clock.nowMs() - before).toBeLessThan(3_500);
    expect(idsOf(answer)).toEqual(['messages/echo', 'messages/reasoner']);
    expect(harness.warnings).toEqual([]);
    await harness.clock.advance(8_000);
    expect(idsOf(await harness.run('/v1/models'))).toContain('chat/echo');
    expect(harness.sent).toHaveLength(2);
  });

  it('gives up a vendor that never answers, and leaves no timer', async () => {
    const chat = { timing: { headersDelayMs: 10_000_000 } };
    const harness = createHarness({ config: openConfig, script: lists({ chat }) });
    await harness.run('/v1/models');
    await harness.clock.advance(20_000);
    expect(harness.warnings).toEqual([expect.stringContaining('upstream_timeout')]);
    expect(harness.clock.pendingCount()).toBe(0);
  });

  it('ends with the client that hangs up, and with the gateway that closes', async () => {
    const chat = { timing: { headersDelayMs: 10_000_000 } };
    const harness = createHarness({ config: openConfig, script: lists({ chat }) });
    const running = harness.start('/v1/models');
    await harness.clock.advance(10);
    running.hangUp();
    await harness.clock.advance(0);
    await running.done;
    expect(running.answer.status).toBe(0);
    await harness.gateway.close();
    expect(harness.clock.pendingCount()).toBe(0);
    expect(harness.warnings).toEqual([]);
  });

  it('shows a key only what it may use', async () => {
    const keys = [{ name: 'test', key: testKey, allowedModels: ['chat/echo', 'reasoner'] }];
    const harness = createHarness({ config: { ...openConfig, keys } });
    expect(idsOf(await harness.run('/v1/models'))).toEqual([
      'chat/echo',
      'chat/reasoner',
      'messages/reasoner',
    ]);
  });

  it('leaves out names that lead elsewhere, and odd entries', async () => {
    const entries = [{ id: 'm' }, { id: '' }, { id: 5 }, null, { id: 'a\nb' }, { id: 'org/m' }];
    const harness = createHarness({
      config: {
        ...openConfig,
        providers: { chat: open('openai-compatible', 'chat') },
        aliases: { 'chat/m': 'chat/other' },
      },
      script: lists({ chat: { wire: { body: entries } } }),
    });
    const answer = await harness.run('/v1/models');
    expect(idsOf(answer)).toEqual(['chat/m', 'chat/org/m']);
    expect(pick(answer.json, 'data', 0, 'owned_by')).toBe('gateway');
  });
});

describe('one model', () => {
  it('is found at its vendor', async () => {
    const harness = createHarness({ config: openConfig });
    const answer = await harness.run('/v1/models/messages%2Fecho', { headers: messagesHeaders });
    expect(answer.json).toMatchObject({ id: 'messages/echo', display_name: 'Demo echo' });
    expect(harness.sent).toHaveLength(1);
  });

  it('is missing where nobody has it, or nobody is to be asked', async () => {
    const harness = createHarness({ config: openConfig });
    expect((await harness.run('/v1/models/chat/none')).status).toBe(404);
    expect((await harness.run('/v1/models/none')).status).toBe(404);
    expect(harness.sent).toHaveLength(1);
  });

  it('is missed in the same words as in a request, which say where the names are', async () => {
    const harness = createHarness();
    const message =
      'No target serves a model of the name "messagess". Did you mean messages? GET /v1/models lists what there is.';
    for (const answer of [
      await harness.run('/v1/models/messagess'),
      await harness.run('/v1/chat/completions', { body: chatBody({ model: 'messagess' }) }),
      await harness.run('/v1/messages/count_tokens', {
        body: { model: 'messagess', messages: [] },
      }),
    ]) {
      expect(answer.status).toBe(404);
      expect(pick(answer.json, 'error', 'message')).toBe(message);
    }
  });

  it('that only the upstream misses is named as the caller named it', async () => {
    const harness = createHarness({ script: () => ({ error: { kind: 'not-found' } }) });
    const answer = await harness.run('/v1/chat/completions', { body: chatBody() });
    expect(answer.status).toBe(404);
    expect(pick(answer.json, 'error', 'message')).toContain('"chat"');
  });

  it('of the configuration is found without asking anybody', async () => {
    const harness = createHarness({ config: { ...openConfig, models: { fast: 'chat/m' } } });
    expect((await harness.run('/v1/models/fast')).status).toBe(200);
    expect(harness.sent).toEqual([]);
  });
});

describe('a request for a model that no rule knows', () => {
  const config: GatewayConfig = {
    ...openConfig,
    providers: { openai: { ...open('openai', 'chat'), vendor: 'openai' } },
    aliases: { odd: 'openai/echo' },
  };

  it('is served where the vendor lists the model', async () => {
    const harness = createHarness({ config });
    for (const model of ['openai/echo', 'odd']) {
      const answer = await harness.run('/v1/chat/completions', { body: chatBody({ model }) });
      expect(answer.headers['x-gateway-target']).toBe('openai/echo');
      const count = { model, messages: [{ role: 'user', content: 'Hi' }] };
      expect((await harness.run('/v1/messages/count_tokens', { body: count })).status).toBe(200);
    }
    expect(harness.sent.map(({ url }) => new URL(url).pathname)).toEqual([
      '/v1/models',
      '/v1/chat/completions',
      '/v1/chat/completions',
    ]);
  });

  it('is refused where it does not, and for keys that may not use it', async () => {
    const harness = createHarness({ config });
    const body = chatBody({ model: 'openai/nobody-knows' });
    expect((await harness.run('/v1/chat/completions', { body })).status).toBe(404);
    const keys = [{ name: 'test', key: testKey, allowedModels: ['gpt-*'] }];
    const narrow = createHarness({ config: { ...config, keys } });
    const refused = await narrow.run('/v1/chat/completions', {
      body: chatBody({ model: 'openai/echo' }),
    });
    expect(refused.status).toBe(403);
  });

  it('asks nobody where a rule knows it', async () => {
    const harness = createHarness({ config });
    await harness.run('/v1/chat/completions', { body: chatBody({ model: 'openai/gpt-9' }) });
    expect(harness.sent).toHaveLength(1);
  });
});
