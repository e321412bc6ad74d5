import { describe, expect, it } from 'vitest';
import { routeTable } from '../src/routes/route-table.ts';
import {
  chatBody,
  createHarness,
  messagesBody,
  pick,
  settleWith,
  testConfig,
  testKey,
} from './harness.ts';

const chatPath = '/v1/chat/completions';

describe('a failed request', () => {
  it('says in row and trace where it failed', async () => {
    const harness = createHarness({ script: () => ({ error: { kind: 'server' } }) });
    await harness.run(chatPath, { body: chatBody() });
    expect(await harness.rows()).toMatchObject([
      { target: 'chat-b/m', upstreamStatus: 500, errorCode: 'upstream_error', status: 502 },
    ]);
    const [trace] = harness.traces;
    expect(trace?.attempts.at(0)).toMatchObject({ target: 'chat-a/m', upstreamStatus: 500 });
    expect(trace?.attempts.at(-1)).toMatchObject({
      target: 'chat-b/m',
      upstreamStatus: 500,
      errorCode: 'upstream_error',
    });
  });

  it('tells people, and nobody else, what the upstream said', async () => {
    const message = `quota of org-7 for secret-of-chat-a and sk-abcdefgh1234 ${'x'.repeat(9_000)}`;
    const harness = createHarness({
      config: { ...testConfig, models: { chat: 'chat-a/m' } },
      script: () => ({ wire: { status: 400, body: { error: { detail: { message } } } } }),
    });
    const answer = await harness.run(chatPath, { body: chatBody() });
    const [row] = await harness.rows();
    const [warning = ''] = harness.warnings;
    expect(warning).toMatch(
      new RegExp(`^upstream_error: ${row?.requestId} chat-a/m invalid_request 400: \\{"error"`),
    );
    expect(warning).toContain('quota of org-7 for [key] and [key]');
    expect(warning.length).toBeLessThan(2_200);
    expect(answer.text.length).toBeLessThan(1_000);
  });

  it('counts by its error also where a 200 was out', async () => {
    const stall = { fault: { afterEvents: 4, outcome: 'stall' } } as const;
    const harness = createHarness({ script: () => stall });
    const left = harness.start(chatPath, { body: chatBody({ stream: true }) });
    await harness.clock.advance(10);
    expect(left.answer.status).toBe(200);
    left.hangUp();
    await settleWith(harness.clock, left.done);
    const cut = harness.start(chatPath, { body: chatBody({ stream: true }) });
    await harness.clock.advance(10);
    const closed = harness.gateway.close({ deadlineMs: 100 });
    await settleWith(harness.clock, closed);
    await cut.done;
    expect(cut.answer.status).toBe(200);
    expect(await harness.rows()).toMatchObject([
      { status: 503, errorCode: 'shutting_down', upstreamStatus: 200, target: 'chat-a/m' },
      { status: 499, errorCode: 'client_closed', upstreamStatus: 200, target: 'chat-a/m' },
    ]);
  });

  it('of our own making names its cause to people', async () => {
    const harness = createHarness({
      wrap: (transport) => ({
        ...transport,
        send() {
          throw new TypeError('no x in Bearer abcdef-1234');
        },
      }),
    });
    await harness.run(chatPath, { body: chatBody() });
    const ofIt = harness.warnings.filter((line) => line.includes('no x in Bearer'));
    expect(ofIt.length).toBeGreaterThan(0);
    expect(harness.warnings.join()).not.toContain('abcdef-1234');
  });
});

describe('a refused call', () => {
  it.each([
    ['no key', '/v1/models', { headers: { authorization: '' } }, 401, 'invalid_api_key'],
    ['an unknown path', '/nope', {}, 404, 'not_found'],
    ['a wrong method', '/v1/messages', {}, 405, 'method_not_allowed'],
    ['an unknown model', '/v1/models/none', {}, 404, 'model_not_found'],
  ] as const)('for %s leaves one record and no row', async (_why, path, call, status, code) => {
    const harness = createHarness();
    const answer = await harness.run(`${path}?key=hidden`, call);
    expect(answer.status).toBe(status);
    expect(harness.refusals).toEqual([
      {
        requestId: answer.headers['x-gateway-id'],
        atMs: 1_800_000_000_000,
        method: 'GET',
        path,
        status,
        code,
        ...(code === 'model_not_found' && { keyId: 'config-0' }),
      },
    ]);
    expect(harness.traces).toEqual([]);
    expect(await harness.rows()).toEqual([]);
  });

  it('names a key that is known but may not come in', async () => {
    const harness = createHarness();
    const { key, record } = await harness.gateway.apiKeys.create({ name: 'old' });
    await harness.gateway.apiKeys.revoke(record.id);
    await harness.run('/v1/models', { headers: { authorization: `Bearer ${key}` } });
    expect(harness.refusals).toMatchObject([{ status: 403, keyId: record.id }]);
  });

  it('repeats no key and no long text', async () => {
    const harness = createHarness();
    await harness.run(`/v1/sk-abcdefgh1234/${'x'.repeat(1_000)}`);
    const [refusal] = harness.refusals;
    expect(refusal?.path).toHaveLength(200);
    expect(refusal?.path).toContain('/v1/[key]/xxx');
  });

  it('is none where the call became a request, or the caller left', async () => {
    const harness = createHarness();
    await harness.run(chatPath, { body: chatBody({ model: 'none' }) });
    await harness.run(chatPath, { raw: new TextEncoder().encode('{') });
    const running = harness.start('/v1/models', { headers: { authorization: '' } });
    running.hangUp();
    await running.done;
    expect(harness.traces).toHaveLength(2);
    expect(harness.refusals.map(({ code }) => code)).not.toContain('client_closed');
  });
});

describe('a model name', () => {
  it('of more than 512 characters is refused, naming the field', async () => {
    const harness = createHarness();
    const model = 'x'.repeat(513);
    const chat = await harness.run(chatPath, { body: chatBody({ model }) });
    expect(chat.status).toBe(400);
    expect(pick(chat.json, 'error', 'param')).toBe('model');
    const messages = await harness.run('/v1/messages', { body: messagesBody({ model }) });
    expect(messages.status).toBe(400);
    expect(pick(messages.json, 'error', 'message')).toContain('model');
    for (const row of await harness.rows()) expect(row.requestedModel).toBe('');
  });
});

describe('deep JSON', () => {
  const nest = (levels: number) => `${'['.repeat(levels)}1${']'.repeat(levels)}`;
  const encode = (text: string) => new TextEncoder().encode(text);

  it.each([
    ['chat', chatPath],
    ['messages', chatPath],
    ['messages', '/v1/messages'],
    ['chat', '/v1/messages'],
    ['chat', '/v1/messages/count_tokens'],
    ['messages', '/v1/messages/count_tokens'],
  ])('for %s at %s is a fault of the request', async (model, path) => {
    for (const place of ['"messages":', '"messages":[],"x":']) {
      for (const stream of [true, false]) {
        const harness = createHarness();
        const text = `{"model":"${model}","stream":${stream},"max_tokens":9,${place}${nest(10_000)}}`;
        const answer = await harness.run(path, { raw: encode(text) });
        expect(answer.status).toBe(400);
        expect(JSON.stringify(answer.json)).toContain('invalid_request');
        expect(harness.sent).toHaveLength(0);
        expect(await harness.rows()).toMatchObject([{ errorCode: 'invalid_request' }]);
      }
    }
  });

  it('in an answer is a fault of the upstream', async () => {
    const body = `{"id":"x","choices":[{"index":0,"message":{"content":"ok"},"finish_reason":"stop"}],"x":${nest(10_000)}}`;
    for (const [path, request] of [
      [chatPath, chatBody()],
      ['/v1/messages', messagesBody({ model: 'chat' })],
      [chatPath, chatBody({ stream: true })],
    ] as const) {
      const headers = { 'content-type': 'application/json' };
      const harness = createHarness({ script: () => ({ wire: { headers, body } }) });
      const answer = await harness.run(path, { body: request });
      expect(answer.status).toBe(502);
      expect(harness.warnings.join()).not.toContain('internal_error');
    }
  });
});

describe('the bare address', () => {
  it('lists every address with its methods, and answers HEAD', async () => {
    const harness = createHarness();
    const answer = await harness.run('/', { headers: { authorization: '' } });
    expect(answer.json).toEqual({
      name: 'gateway',
      version: '1.2.3',
      routes: expect.arrayContaining([
        { method: 'POST', path: '/v1/chat/completions' },
        { method: 'HEAD', path: '/' },
        { method: 'GET', path: '/v1/models/{id+}' },
      ]),
    });
    const listed = pick(answer.json, 'routes') as { method: string; path: string }[];
    const declared = routeTable.map(({ method, pattern }) => `${method} ${pattern}`);
    const shown = listed.map(({ method, path }) => `${method} ${path}`);
    expect(shown.filter((line) => !line.startsWith('HEAD'))).toEqual(declared);
    for (const { method, path } of listed) {
      const address = path.replace('{id+}', 'chat');
      expect((await harness.run(address, { method })).status, path).not.toBe(405);
    }
  });
});

describe('the test key', () => {
  it('is in nothing that was observed', async () => {
    const harness = createHarness({ script: () => ({ error: { kind: 'server' } }) });
    await harness.run(chatPath, { body: chatBody() });
    await harness.run(`/v1/${testKey}?key=${testKey}`);
    const seen = JSON.stringify([harness.traces, harness.warnings]);
    expect(seen).not.toContain(testKey);
  });
});
