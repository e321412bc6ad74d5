import { sequence } from '@gateway/testkit/simulator';
import { describe, expect, it } from 'vitest';
import {
  chatBody,
  createHarness,
  eventsOf,
  messagesBody,
  pick,
  settleWith,
  testConfig,
  testKey,
} from './harness.ts';

const chatPath = '/v1/chat/completions';
const messagesPath = '/v1/messages';

const idsOf = (list: unknown): unknown[] => {
  const data = pick(list, 'data');
  return Array.isArray(data) ? data.map((model) => pick(model, 'id')) : [];
};

/** Client dialect × upstream dialect. */
const pairs = [
  { client: 'chat', upstream: 'chat', tier: 'P' },
  { client: 'messages', upstream: 'messages', tier: 'P' },
  { client: 'chat', upstream: 'messages', tier: 'T' },
  { client: 'messages', upstream: 'chat', tier: 'T' },
] as const;

const pathOf = (client: 'chat' | 'messages') => (client === 'chat' ? chatPath : messagesPath);
const bodyOf = (client: 'chat' | 'messages', more: object) =>
  client === 'chat' ? chatBody(more) : messagesBody(more);
const textOf = (client: 'chat' | 'messages', json: unknown): unknown =>
  client === 'chat'
    ? pick(json, 'choices', 0, 'message', 'content')
    : pick(json, 'content', 0, 'text');
const streamedText = (client: 'chat' | 'messages', body: string): string =>
  eventsOf(body)
    .filter((data) => data !== '[DONE]')
    .map((data): unknown => JSON.parse(data))
    .map((event) =>
      client === 'chat'
        ? pick(event, 'choices', 0, 'delta', 'content')
        : pick(event, 'delta', 'text'),
    )
    .map((text) => (typeof text === 'string' ? text : ''))
    .join('');

describe.each(pairs)('$client client, $upstream upstream', ({ client, upstream, tier }) => {
  it('answers a request', async () => {
    const harness = createHarness({ script: () => ({ answer: { text: 'Hello there' } }) });
    const answer = await harness.run(pathOf(client), { body: bodyOf(client, { model: upstream }) });
    expect(answer).toMatchObject({ status: 200, ended: 'end' });
    expect(textOf(client, answer.json)).toBe('Hello there');
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(new TextEncoder().encode(answer.text).length),
      'x-gateway-attempts': '1',
      'x-gateway-target': `${upstream}-a/m`,
    });
    const [row, ...others] = await harness.rows();
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      status: 200,
      tier,
      target: `${upstream}-a/m`,
      requestedModel: upstream,
      attempts: 1,
      stream: false,
      usageCertainty: 'final',
    });
    expect(row?.inputTokens).toBeGreaterThan(0);
    expect(row?.outputTokens).toBeGreaterThan(0);
  });

  it('answers a stream', async () => {
    const harness = createHarness({
      script: () => ({ answer: { pieces: ['Hel', 'lo ', 'there'] } }),
    });
    const body = bodyOf(client, { model: upstream, stream: true });
    const answer = await harness.run(pathOf(client), { body });
    expect(answer).toMatchObject({ status: 200, ended: 'end' });
    expect(answer.headers['content-type']).toContain('text/event-stream');
    expect(streamedText(client, answer.text)).toBe('Hello there');
    expect(answer.text).toContain(client === 'chat' ? 'data: [DONE]' : 'event: message_stop');
    expect((await harness.rows()).map((row) => row.usageCertainty)).toEqual(['final']);
    const [trace] = harness.traces;
    expect(trace?.headCommitMs).toBeDefined();
    expect(trace?.contentCommitMs).toBeDefined();
  });

  it('fails over when the first target answers an error status', async () => {
    const harness = createHarness({
      script: sequence({ error: { kind: 'rate-limit' } }, { answer: { text: 'second' } }),
    });
    const answer = await harness.run(pathOf(client), { body: bodyOf(client, { model: upstream }) });
    expect(textOf(client, answer.json)).toBe('second');
    expect(answer.headers).toMatchObject({
      'x-gateway-attempts': '2',
      'x-gateway-target': `${upstream}-b/m`,
    });
    const [trace] = harness.traces;
    expect(trace?.attempts).toMatchObject([
      { target: `${upstream}-a/m`, upstreamStatus: 429, errorCode: 'upstream_rate_limited' },
      { target: `${upstream}-b/m`, upstreamStatus: 200 },
    ]);
    expect(await harness.rows()).toHaveLength(1);
  });

  it.each(['reset', 'end', 'error-event'] as const)(
    'fails over on a %s after the preamble',
    async (outcome) => {
      const harness = createHarness({
        script: sequence({ fault: { afterEvents: 1, outcome } }, { answer: { text: 'second' } }),
      });
      const body = bodyOf(client, { model: upstream, stream: true });
      const answer = await harness.run(pathOf(client), { body });
      expect(answer.status).toBe(200);
      expect(streamedText(client, answer.text)).toBe('second');
      expect(answer.text).not.toContain('error');
      expect(harness.traces[0]?.attempts).toHaveLength(2);
    },
  );

  it.each([
    ['HTML', { wire: { headers: { 'content-type': 'text/html' }, body: '<html>oops</html>' } }],
    ['an empty body', { wire: { headers: { 'content-type': 'text/event-stream' }, body: '' } }],
    ['an error with status 200', { wire: { body: { error: { message: 'broken', type: 'x' } } } }],
    ['text that is no event', { wire: { headers: { 'content-type': 'text/plain' }, body: 'no' } }],
  ])('fails over when a 200 holds %s', async (_name, junk) => {
    for (const stream of [true, false]) {
      const harness = createHarness({ script: sequence(junk, { answer: { text: 'second' } }) });
      const body = bodyOf(client, { model: upstream, stream });
      const answer = await harness.run(pathOf(client), { body });
      const text = stream ? streamedText(client, answer.text) : textOf(client, answer.json);
      expect(text).toBe('second');
      expect(await harness.rows()).toHaveLength(1);
    }
  });

  it.each(['reset', 'end', 'error-event'] as const)(
    'tells of a %s after the first content with exactly one error, and no good end',
    async (outcome) => {
      const harness = createHarness({
        script: () => ({
          answer: { pieces: ['one ', 'two ', 'three'] },
          fault: { afterEvents: 4, outcome },
        }),
      });
      const body = bodyOf(client, { model: upstream, stream: true });
      const answer = await harness.run(pathOf(client), { body });
      expect(answer).toMatchObject({ status: 200, ended: 'end' });
      expect(streamedText(client, answer.text)).toContain('one ');
      expect(answer.text.match(/"error":\s*\{/g)).toHaveLength(1);
      expect(answer.text).not.toMatch(/\[DONE\]|message_stop|"finish_reason":"/);
      const [row, ...others] = await harness.rows();
      expect(others).toEqual([]);
      expect(row).toMatchObject({ upstreamStatus: 200, attempts: 1, usageCertainty: 'estimated' });
      expect(row?.errorCode).toBeDefined();
      expect(row?.status).toBeGreaterThanOrEqual(500);
      expect(row?.outputTokens).toBeGreaterThan(0);
    },
  );

  it('renders the last error in the dialect of the client', async () => {
    const harness = createHarness({
      script: () => ({ error: { kind: 'rate-limit', retryAfterSeconds: 90 } }),
    });
    const answer = await harness.run(pathOf(client), {
      body: bodyOf(client, { model: upstream }),
      headers: { 'x-request-id': 'my-id' },
    });
    expect(answer.status).toBe(429);
    expect(answer.headers).toMatchObject({ 'x-request-id': 'my-id', 'retry-after': '90' });
    expect(pick(answer.json, 'error', 'type')).toBe('rate_limit_error');
    expect(pick(answer.json, 'type')).toBe(client === 'messages' ? 'error' : undefined);
    expect(await harness.rows()).toMatchObject([
      { status: 429, errorCode: 'upstream_rate_limited', attempts: 2 },
    ]);
  });

  it('never shows a fault of its own credential as the fault of the client', async () => {
    const harness = createHarness({ script: () => ({ error: { kind: 'credential' } }) });
    const answer = await harness.run(pathOf(client), { body: bodyOf(client, { model: upstream }) });
    expect(answer.status).toBe(502);
    const all = answer.text + JSON.stringify(answer.headers) + harness.warnings.join();
    expect(all).not.toMatch(/secret-of|upstream\.example/);
  });

  it('ends the upstream at once when the client hangs up, and charges what was sent', async () => {
    let aborted = 0;
    const harness = createHarness({
      script: () => ({
        answer: { pieces: ['some words that count ', 'never sent'] },
        fault: { afterEvents: 4, outcome: 'stall' },
      }),
      wrap: (inner) => ({
        ...inner,
        send(request, receiver) {
          const call = inner.send(request, receiver);
          return {
            pause: () => call.pause(),
            resume: () => call.resume(),
            abort(reason) {
              aborted += 1;
              call.abort(reason);
            },
          };
        },
      }),
    });
    const body = bodyOf(client, { model: upstream, stream: true });
    const running = harness.start(pathOf(client), { body });
    await harness.clock.advance(0);
    await harness.clock.advance(0);
    const sent = running.answer.pieces.length;
    expect(sent).toBeGreaterThan(0);
    running.hangUp();
    await settleWith(harness.clock, running.done);
    expect(aborted).toBe(1);
    expect(running.answer.pieces).toHaveLength(sent);
    const [row, ...others] = await harness.rows();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ status: 499, errorCode: 'client_closed' });
    expect(row?.usageCertainty).toBe('estimated');
    expect(row?.outputTokens).toBeGreaterThan(0);
    // Nobody is to blame: the next request goes to the same target.
    const next = harness.start(pathOf(client), { body });
    await harness.clock.advance(0);
    expect(harness.sent.at(-1)?.url).toContain(`${upstream}-a`);
    next.hangUp();
    await settleWith(harness.clock, next.done);
  });
});

describe('waiting for an upstream', () => {
  it('sends head and heartbeats meanwhile, and can still fail over', async () => {
    const harness = createHarness({
      script: sequence(
        { timing: { firstEventDelayMs: 45_000 }, fault: { afterEvents: 1, outcome: 'reset' } },
        { answer: { text: 'second' } },
      ),
    });
    const running = harness.start(messagesPath, { body: messagesBody({ stream: true }) });
    await harness.clock.advance(9_999);
    expect(running.answer.status).toBe(0);
    await harness.clock.advance(1);
    expect(running.answer.status).toBe(200);
    expect(running.answer.pieces).toEqual([]);
    await harness.clock.advance(31_000);
    expect(running.answer.pieces.length).toBe(2);
    expect(running.answer.pieces.every((piece) => piece.includes('ping'))).toBe(true);
    await settleWith(harness.clock, running.done);
    expect(streamedText('messages', running.answer.text)).toBe('second');
    expect(running.answer.text.match(/message_start"/g)).toHaveLength(1);
    expect(harness.traces[0]?.headCommitMs).toBe(10_000);
    expect(harness.traces[0]?.contentCommitMs).toBe(45_000);
  });

  it('tries another target when no event comes in time', async () => {
    const harness = createHarness({
      script: sequence(
        { timing: { firstEventDelayMs: 10_000_000 } },
        { answer: { text: 'second' } },
      ),
    });
    const running = harness.start(chatPath, { body: chatBody({ stream: true }) });
    await harness.clock.advance(121_000);
    await settleWith(harness.clock, running.done);
    expect(streamedText('chat', running.answer.text)).toBe('second');
    expect(harness.traces[0]?.attempts[0]?.errorCode).toBe('upstream_timeout');
  });

  it('gives up at the deadline with one error', async () => {
    const harness = createHarness({
      script: () => ({ timing: { headersDelayMs: 10_000_000 } }),
    });
    const running = harness.start(chatPath, { body: chatBody() });
    await harness.clock.advance(600_000);
    await settleWith(harness.clock, running.done);
    expect(running.answer.status).toBe(504);
    expect(await harness.rows()).toMatchObject([{ status: 504, errorCode: 'upstream_timeout' }]);
    expect(harness.clock.pendingCount()).toBe(0);
  });
});

describe('back-pressure', () => {
  it('pauses the upstream while the client cannot take more, and resumes', async () => {
    const log: string[] = [];
    const harness = createHarness({
      script: () => ({ answer: { pieces: Array.from({ length: 20 }, (_, at) => `piece ${at} `) } }),
      wrap: (inner) => ({
        ...inner,
        send(request, receiver) {
          const call = inner.send(request, receiver);
          return {
            pause: () => {
              log.push('pause');
              call.pause();
            },
            resume: () => {
              log.push('resume');
              call.resume();
            },
            abort: (reason) => call.abort(reason),
          };
        },
      }),
    });
    const running = harness.start(chatPath, {
      body: chatBody({ stream: true }),
      accepts: (piece) => piece !== 3,
    });
    for (let turn = 0; turn < 5; turn += 1) await harness.clock.advance(0);
    expect(log).toEqual(['pause']);
    const before = running.answer.pieces.length;
    for (let turn = 0; turn < 5; turn += 1) await harness.clock.advance(0);
    expect(running.answer.pieces).toHaveLength(before);
    running.drain();
    await settleWith(harness.clock, running.done);
    expect(log).toEqual(['pause', 'resume']);
    expect(streamedText('chat', running.answer.text)).toContain('piece 19');
  });
});

describe('refusals', () => {
  it('answers in the dialect of the address', async () => {
    const harness = createHarness();
    const wrong = { authorization: 'Bearer wrong' };
    const chat = await harness.run(chatPath, { body: chatBody(), headers: wrong });
    expect(chat).toMatchObject({ status: 401, json: { error: { code: 'invalid_api_key' } } });
    const messages = await harness.run(messagesPath, { body: messagesBody(), headers: wrong });
    expect(messages).toMatchObject({
      status: 401,
      json: { type: 'error', error: { type: 'authentication_error' } },
    });
    expect(messages.headers['request-id']).toBe(messages.headers['x-request-id']);
    expect(harness.sent).toEqual([]);
    expect(await harness.rows()).toEqual([]);
  });

  it.each([
    ['no model', { messages: [] }, 400],
    ['an unknown model', chatBody({ model: 'nope' }), 404],
  ])('counts a refusal of %s once', async (_name, body, status) => {
    const harness = createHarness();
    const answer = await harness.run(chatPath, { body });
    expect(answer.status).toBe(status);
    expect(await harness.rows()).toMatchObject([{ status, attempts: 0 }]);
    expect(harness.sent).toEqual([]);
  });

  it('refuses models that the key may not use', async () => {
    const harness = createHarness();
    const { key } = await harness.gateway.apiKeys.create({
      name: 'a',
      allowedModels: ['messages'],
    });
    const headers = { authorization: `Bearer ${key}` };
    const answer = await harness.run(chatPath, { body: chatBody(), headers });
    expect(answer.status).toBe(403);
    expect(await harness.rows()).toMatchObject([{ status: 403, errorCode: 'permission_denied' }]);
  });

  it('refuses a body that is too large, by its announcement or by its bytes', async () => {
    const config = { ...testConfig, limits: { maxBodyBytes: 2048 } };
    const harness = createHarness({ config });
    const big = await harness.run(chatPath, { raw: new Uint8Array(3000) });
    expect(big.status).toBe(413);
    const headers = { 'content-length': '9999999' };
    const announced = await harness.run(messagesPath, { raw: new Uint8Array(), headers });
    expect(announced).toMatchObject({
      status: 413,
      json: { error: { type: 'request_too_large' } },
    });
    expect(await harness.rows()).toHaveLength(2);
  });

  it('never lets a secret out, whatever fails', async () => {
    const kinds = ['rate-limit', 'quota', 'credential', 'permission', 'server', 'invalid'] as const;
    for (const kind of kinds) {
      const message = 'key secret-of-chat-a at https://chat-a.upstream.example/v1 is wrong';
      const harness = createHarness({ script: () => ({ error: { kind, message } }) });
      const answer = await harness.run(chatPath, { body: chatBody() });
      const seen = answer.text + JSON.stringify(answer.headers) + JSON.stringify(harness.traces);
      expect(seen, kind).not.toMatch(/secret-of|upstream\.example|test-key/);
      expect(harness.warnings.join(), kind).not.toMatch(/secret-of|test-key/);
    }
  });
});

describe('closing', () => {
  it('refuses new calls, lets streams finish and writes the rows', async () => {
    const harness = createHarness({ script: () => ({ timing: { eventDelayMs: 1000 } }) });
    const running = harness.start(chatPath, { body: chatBody({ stream: true }) });
    await harness.clock.advance(1500);
    const closed = harness.gateway.close({ deadlineMs: 60_000 });
    const refused = await harness.run(chatPath, { body: chatBody() });
    expect(refused.status).toBe(503);
    expect(pick(refused.json, 'error', 'code')).toBe('shutting_down');
    await settleWith(harness.clock, running.done);
    await closed;
    expect(running.answer.text).toContain('[DONE]');
    expect(await harness.rows()).toHaveLength(1);
  });

  it('cuts what is left at the deadline with one error', async () => {
    const harness = createHarness({
      script: () => ({ fault: { afterEvents: 3, outcome: 'stall' } }),
    });
    const running = harness.start(chatPath, { body: chatBody({ stream: true }) });
    await harness.clock.advance(10);
    const closed = harness.gateway.close({ deadlineMs: 5000 });
    await harness.clock.advance(5000);
    await closed;
    expect(running.answer.ended).toBe('end');
    expect(running.answer.text).not.toContain('[DONE]');
    expect(running.answer.text.match(/"error"/g)).toHaveLength(1);
    expect(await harness.rows()).toMatchObject([{ status: 503, errorCode: 'shutting_down' }]);
  });
});

describe('addresses', () => {
  it('lists models in the shape the headers ask for', async () => {
    const harness = createHarness();
    const chat = await harness.run('/v1/models');
    expect(pick(chat.json, 'object')).toBe('list');
    const ids = idsOf(chat.json);
    expect(ids).toEqual([...ids].sort());
    expect(ids).toContain('chat');
    expect(ids).toContain('chat-a/m');
    const headers = { 'anthropic-version': '2023-06-01' };
    const messages = await harness.run('/v1/models?limit=2', { headers });
    expect(messages.json).toMatchObject({ has_more: true, first_id: ids[0], last_id: ids[1] });
    const next = await harness.run(`/v1/models?limit=1000&after_id=${ids[1]}`, { headers });
    expect(next.json).toMatchObject({ has_more: false, first_id: ids[2] });
  });

  it('gives one model, also under a name with slashes, and 404 for others', async () => {
    const harness = createHarness();
    for (const url of ['/v1/models/chat-a/m', '/v1/models/chat-a%2Fm', '/v1/v1/models/chat-a/m/']) {
      expect(await harness.run(url)).toMatchObject({ status: 200, json: { id: 'chat-a/m' } });
    }
    expect((await harness.run('/v1/models/nope')).status).toBe(404);
  });

  it('answers health without a key and everything else with one only', async () => {
    const harness = createHarness();
    const headers = { authorization: '' };
    expect(await harness.run('/healthz', { headers })).toMatchObject({
      status: 200,
      json: { ok: true, version: '1.2.3' },
    });
    expect(await harness.run('/', { headers, method: 'HEAD' })).toMatchObject({ status: 200 });
    expect((await harness.run('/v1/models', { headers })).status).toBe(401);
  });

  it('says what it takes, and where to look', async () => {
    const harness = createHarness();
    const method = await harness.run(chatPath, { method: 'DELETE' });
    expect(method.status).toBe(405);
    expect(method.headers['allow']).toBe('POST');
    const missing = await harness.run('/chat/completions', { body: chatBody() });
    expect(missing.status).toBe(404);
    expect(pick(missing.json, 'error', 'message')).toContain('/v1/chat/completions');
    const messages = await harness.run('/v1/messages/nope', { body: {} });
    expect(pick(messages.json, 'type')).toBe('error');
  });

  it('works with a configuration alone, through fetch', async () => {
    const harness = createHarness({ script: () => ({ answer: { pieces: ['a', 'b'] } }) });
    const response = harness.gateway.fetch(
      new Request('http://gateway/v1/chat/completions', {
        method: 'POST',
        headers: { authorization: `Bearer ${testKey}` },
        body: JSON.stringify(chatBody({ stream: true })),
      }),
    );
    for (let turn = 0; turn < 20; turn += 1) await harness.clock.advance(0);
    expect(streamedText('chat', await (await response).text())).toBe('ab');
  });

  it('takes another configuration for new requests', async () => {
    const harness = createHarness();
    harness.gateway.reconfigure({
      ...harness.gateway.snapshot,
      providers: {
        only: { vendor: 'openai-compatible', baseUrl: 'https://x.example', models: ['z'] },
      },
      models: { fresh: 'only/z' },
      aliases: {},
      keys: [{ name: 'k', key: testKey }],
    });
    const list = await harness.run('/v1/models');
    expect(idsOf(list.json)).toEqual(['fresh', 'only/z']);
    expect(() => harness.gateway.reconfigure({ providers: { nope: {} } })).toThrow('nope');
    expect(idsOf((await harness.run('/v1/models')).json)).toHaveLength(2);
  });
});
