import { describe, expect, it } from 'vitest';
import { routeTable } from '../src/routes/route-table.ts';
import { chatBody, createHarness, eventsOf, messagesBody, testConfig, testKey } from './harness.ts';

// Published incidents of similar products; each test bears the identifier of its incident.

const chatPath = '/v1/chat/completions';
const messagesPath = '/v1/messages';

describe('CVE-2026-49468: authorisation and routing saw different addresses', () => {
  it.each([
    'http://gateway/healthz/../v1/models',
    '/healthz/../v1/models',
    '/healthz%2f..%2fv1/models',
    '/healthz;/v1/models',
    '/healthz/v1/models',
    '/v1/models?path=/healthz',
    '/v1/models#/healthz',
    '//v1//models',
    '/v1/v1/models',
    'http://evil.example/v1/models',
    '/v1/%6dodels',
    '\\healthz\\v1\\models',
  ])('%s without a key gives away nothing', async (url) => {
    const harness = createHarness();
    const headers = { authorization: '', host: 'localhost', 'x-original-url': '/healthz' };
    const answer = await harness.run(url, { headers });
    expect([401, 404]).toContain(answer.status);
    expect(answer.text).not.toContain('chat-a');
  });
});

describe('CVE-2026-88062: a control route without a permission', () => {
  it('cannot be: what declares none is refused, and only health is open', async () => {
    const harness = createHarness();
    for (const { method, pattern, realm } of routeTable) {
      const path = pattern.replace('{id+}', 'chat');
      const answer = await harness.run(path, {
        method,
        headers: { authorization: '' },
        body: {},
      });
      expect(answer.status, pattern).toBe(realm === 'public' ? 200 : 401);
    }
  });
});

describe('CVE-2024-6587: the caller chose the address that got our credential', () => {
  it('has no way to: address and credential come from the configuration alone', async () => {
    const evil = 'https://evil.example';
    const more = { api_base: evil, base_url: evil, baseUrl: evil, custom_host: evil };
    const headers = { 'x-portkey-custom-host': evil, 'x-base-url': evil, host: 'evil.example' };
    for (const [path, body] of [
      [chatPath, chatBody(more)],
      [messagesPath, messagesBody(more)],
      [chatPath, chatBody({ ...more, model: 'messages' })],
    ] as const) {
      const harness = createHarness();
      await harness.run(path, { body, headers });
      expect(harness.sent).toHaveLength(1);
      expect(new URL(harness.sent[0]?.url ?? '').host).toMatch(/\.upstream\.example$/);
      expect(JSON.stringify(harness.sent[0]?.headers)).not.toContain('evil');
    }
  });
});

describe('CVE-2026-75871: callers set headers that are ours', () => {
  it('drops credentials, hop-by-hop and forwarding headers', async () => {
    const harness = createHarness();
    await harness.run(messagesPath, {
      body: messagesBody(),
      headers: {
        authorization: `Bearer ${testKey}`,
        'x-api-key': testKey,
        connection: 'upgrade',
        upgrade: 'h2c',
        'proxy-authorization': 'Basic x',
        'transfer-encoding': 'chunked',
        'x-forwarded-host': 'evil.example',
        forwarded: 'for=1.1.1.1',
        cookie: 'a=b',
      },
    });
    const sent = JSON.stringify(harness.sent[0]?.headers);
    expect(sent).not.toMatch(/test-key|upgrade|proxy-|transfer-|forwarded|cookie/i);
  });
});

describe('CVE-2026-35030: keys with a long common beginning were taken for each other', () => {
  it('tells them apart by the whole key', async () => {
    const harness = createHarness();
    const headers = { authorization: `Bearer ${testKey.slice(0, -1)}x` };
    expect((await harness.run('/v1/models', { headers })).status).toBe(401);
  });
});

describe('CVE-2025-0330: secrets in logs and errors', () => {
  it('keeps canaries out of every answer, trace, row and warning, on every path of failure', async () => {
    const kinds = [
      'rate-limit',
      'quota',
      'billing',
      'credential',
      'permission',
      'not-found',
    ] as const;
    const message =
      'Incorrect API key provided: secret-of-chat-a. See https://chat-a.upstream.example';
    for (const kind of kinds) {
      for (const stream of [true, false]) {
        const harness = createHarness({ script: () => ({ error: { kind, message } }) });
        const answer = await harness.run(chatPath, { body: chatBody({ stream }) });
        const seen = [answer.text, answer.headers, await harness.rows()];
        expect(JSON.stringify(seen), kind).not.toMatch(/secret-of|upstream\.example|test-key-0/);
        // Operators know their addresses, and look for what the upstream said.
        expect(harness.warnings.join(), kind).not.toMatch(/secret-of|test-key-0/);
        expect(harness.warnings.join(), kind).toContain('Incorrect API key provided: [key]');
      }
    }
  });

  it('keeps what an operator wrote into headers out of them too', async () => {
    const chat = testConfig.providers['chat-a'] ?? {};
    const headers = { 'x-relay-token': 'Bearer canary-one', 'x-team': 'the-team' };
    const config = {
      ...testConfig,
      providers: { ...testConfig.providers, 'chat-a': { ...chat, headers } },
    };
    const message = 'Not by canary-one of the-team';
    const harness = createHarness({
      config,
      script: () => ({ error: { kind: 'invalid', message } }),
    });
    const answer = await harness.run(chatPath, { body: chatBody({ model: 'chat-a/m' }) });
    expect(answer.text).toContain('Not by [key] of the-team');
    expect(harness.warnings.join()).not.toContain('canary');
  });

  it('keeps them out of errors in the middle of a stream', async () => {
    const message = 'key secret-of-chat-a at https://chat-a.upstream.example is wrong';
    const harness = createHarness({
      script: () => ({
        fault: { afterEvents: 4, outcome: 'error-event', error: { kind: 'credential', message } },
      }),
    });
    const answer = await harness.run(chatPath, { body: chatBody({ stream: true }) });
    expect(eventsOf(answer.text).length).toBeGreaterThan(2);
    expect(answer.text).not.toMatch(/secret-of|upstream\.example/);
  });
});

describe('CVE-2024-8984: small bodies that cost much', () => {
  const deep = '['.repeat(200_000);

  it.each([
    ['unfinished nesting', deep],
    ['deep nesting', `{"model":"chat","messages":${deep}${']'.repeat(200_000)}}`],
    [
      'deep nesting to be translated',
      `{"model":"messages","messages":${deep}${']'.repeat(200_000)}}`,
    ],
    ['many members', `{${'"a":1,'.repeat(200_000)}"model":"chat"}`],
    ['many escapes', `{"model":"${'\\u0061'.repeat(100_000)}"}`],
  ])('answers %s in time, without falling over', async (_name, text) => {
    const harness = createHarness();
    const before = performance.now();
    const answer = await harness.run(chatPath, { raw: new TextEncoder().encode(text) });
    expect(answer.ended).toBe('end');
    expect(answer.status).toBeGreaterThanOrEqual(200);
    expect(answer.status).toBeLessThan(500);
    // A generous bound: what must not be is a time that grows with the square of the size.
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
