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
} from './harness.ts';

const chatPath = '/v1/chat/completions';
const messagesPath = '/v1/messages';
const sentBody = (body: unknown): unknown =>
  JSON.parse(body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body));

describe('headers towards the upstream', () => {
  it('pass natively where the dialects are the same, without the credentials of the client', async () => {
    const harness = createHarness();
    await harness.run(`${messagesPath}?beta=true&other=1`, {
      body: messagesBody(),
      headers: {
        'anthropic-version': '2026-10-21',
        'anthropic-beta': 'context-management-2025-06-27',
        cookie: 'session=1',
        'x-forwarded-for': '1.2.3.4',
        host: 'evil.example',
      },
    });
    const [request] = harness.sent;
    expect(request?.headers).toMatchObject({
      'anthropic-version': '2026-10-21',
      'anthropic-beta': 'context-management-2025-06-27',
    });
    expect(new URL(request?.url ?? '').search).toBe('?beta=true');
    const all = JSON.stringify(request?.headers);
    expect(all).not.toMatch(/test-key|cookie|1\.2\.3\.4|evil/);
    expect(all).toContain('secret-of-messages-a');
  });

  it('do not pass where the dialects differ', async () => {
    const harness = createHarness();
    const headers = { 'anthropic-version': '2026-10-21', 'anthropic-beta': 'x', 'x-api-key': 'y' };
    await harness.run(messagesPath, { body: messagesBody({ model: 'chat' }), headers });
    expect(JSON.stringify(harness.sent[0]?.headers)).not.toMatch(/anthropic|test-key|x-api-key/);
  });
});

describe('headers towards the client', () => {
  it('repeat limits of the account in the same dialect, and nothing else of the upstream', async () => {
    const headers = {
      'x-ratelimit-remaining-requests': '7',
      'openai-organization': 'org-secret',
      server: 'upstream-host-7',
      'set-cookie': 'a=b',
      'x-request-id': 'upstream-id',
    };
    const answer = {
      id: 'x',
      choices: [{ index: 0, message: { content: 'ok' }, finish_reason: 'stop' }],
    };
    for (const [path, request, repeats] of [
      [chatPath, chatBody(), true],
      [messagesPath, messagesBody({ model: 'chat' }), false],
    ] as const) {
      const harness = createHarness({ script: () => ({ wire: { headers, body: answer } }) });
      const seen = await harness.run(path, { body: request });
      expect(seen.status).toBe(200);
      expect(seen.headers['x-ratelimit-remaining-requests']).toBe(repeats ? '7' : undefined);
      expect(JSON.stringify(seen.headers)).not.toMatch(
        /org-secret|upstream-host|set-cookie|upstream-id/,
      );
    }
  });

  it('repeat the id of the client only if it is safe to repeat', async () => {
    const harness = createHarness();
    const safe = await harness.run('/healthz', { headers: { 'x-request-id': 'abc-1' } });
    expect(safe.headers['x-request-id']).toBe('abc-1');
    const unsafe = await harness.run('/healthz', { headers: { 'x-request-id': 'a\r\nb: c' } });
    expect(unsafe.headers['x-request-id']).toBe(unsafe.headers['x-gateway-id']);
    expect(unsafe.headers['x-gateway-id']).not.toBe(safe.headers['x-gateway-id']);
  });

  it('report what a translation lost, as codes and counts', async () => {
    const harness = createHarness();
    const body = messagesBody({ model: 'chat', top_k: 5 });
    const answer = await harness.run(messagesPath, { body });
    expect(answer.headers['x-gateway-loss']).toMatch(/^[a-z_]+=\d+/);
    expect(harness.traces[0]?.attempts[0]?.requestLoss.length).toBeGreaterThan(0);
    const native = await harness.run(messagesPath, { body: messagesBody({ top_k: 5 }) });
    expect(native.headers['x-gateway-loss']).toBeUndefined();
  });

  it('can name models that no header could carry', async () => {
    const config = { ...testConfig, models: { chat: 'chat-a/模型\n' } };
    const harness = createHarness({ config });
    const answer = await harness.run(chatPath, { body: chatBody() });
    expect(answer.headers['x-gateway-target']).toMatch(/^chat-a\/%E6%A8%A1[\x20-\x7e]+$/);
  });
});

describe('an upstream that answers in another form than it was asked', () => {
  const models = ['chat', 'messages'];

  it.each(models)('is told as a stream when it gave a whole answer (%s)', async (model) => {
    const whole = await createHarness({ script: () => ({ answer: { text: 'whole' } }) }).run(
      model === 'chat' ? chatPath : messagesPath,
      { body: model === 'chat' ? chatBody() : messagesBody() },
    );
    for (const path of [chatPath, messagesPath]) {
      const harness = createHarness({
        script: () => ({
          wire: { headers: { 'content-type': 'application/json' }, body: whole.text },
        }),
      });
      const request = path === chatPath ? chatBody : messagesBody;
      const answer = await harness.run(path, { body: request({ model, stream: true }) });
      expect(answer.headers['content-type']).toContain('text/event-stream');
      expect(eventsOf(answer.text).join('')).toContain('whole');
      expect(answer.text).toContain(path === chatPath ? '[DONE]' : 'message_stop');
      expect(await harness.rows()).toMatchObject([{ status: 200, usageCertainty: 'final' }]);
    }
  });

  it.each(models)('is folded when it streamed to a client that did not ask (%s)', async (model) => {
    const path = model === 'chat' ? chatPath : messagesPath;
    const request = model === 'chat' ? chatBody : messagesBody;
    const stream = await createHarness({ script: () => ({ answer: { text: 'folded' } }) }).run(
      path,
      {
        body: request({
          stream: true,
          ...(model === 'chat' && { stream_options: { include_usage: true } }),
        }),
      },
    );
    for (const to of [chatPath, messagesPath]) {
      const harness = createHarness({ script: () => ({ wire: { sse: stream.text } }) });
      const body = to === chatPath ? chatBody({ model }) : messagesBody({ model });
      const answer = await harness.run(to, { body });
      expect(answer.headers['content-type']).toBe('application/json');
      expect(JSON.stringify(answer.json)).toContain('folded');
    }
  });
});

describe('a request whose form the target refuses', () => {
  it('is read and written anew for the same target, once', async () => {
    const message = 'messages.1.content.0: Invalid `signature` in `thinking` block';
    const harness = createHarness({
      script: sequence({ error: { kind: 'invalid', message } }, { answer: { text: 'better' } }),
    });
    const answer = await harness.run(messagesPath, { body: messagesBody() });
    expect(pick(answer.json, 'content', 0, 'text')).toBe('better');
    expect(harness.traces[0]?.attempts).toMatchObject([
      { target: 'messages-a/m', tier: 'P', upstreamStatus: 400 },
      { target: 'messages-a/m', tier: 'T', upstreamStatus: 200 },
    ]);
  });

  it('stays refused with its reason where that is the fault of the client', async () => {
    const harness = createHarness({
      script: () => ({ error: { kind: 'invalid', message: 'messages: must not be empty' } }),
    });
    const answer = await harness.run(messagesPath, { body: messagesBody() });
    expect(answer.status).toBe(400);
    expect(pick(answer.json, 'error', 'message')).toContain('must not be empty');
    expect(harness.sent).toHaveLength(1);
  });
});

describe('reasoning state', () => {
  it('comes back to the upstream that minted it, though the client cannot carry it', async () => {
    const harness = createHarness({
      script: sequence(
        {
          answer: {
            reasoning: 'Let me look.',
            toolCalls: [{ name: 'look', arguments: { at: 'x' }, id: 'toolu_1' }],
          },
        },
        { answer: { text: 'done' } },
      ),
    });
    const tools = [
      { type: 'function', function: { name: 'look', parameters: { type: 'object' } } },
    ];
    const first = await harness.run(chatPath, {
      body: chatBody({ model: 'messages', tools, reasoning_effort: 'low' }),
    });
    const call = pick(first.json, 'choices', 0, 'message', 'tool_calls', 0);
    expect(call).toBeDefined();
    await harness.run(chatPath, {
      body: chatBody({
        model: 'messages',
        tools,
        reasoning_effort: 'low',
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: null, tool_calls: [call] },
          { role: 'tool', tool_call_id: pick(call, 'id'), content: 'seen' },
        ],
      }),
    });
    const second = JSON.stringify(pick(sentBody(harness.sent[1]?.body), 'messages'));
    expect(second).toContain('"thinking"');
    expect(second).toContain('"signature"');
    expect(second).toContain('Let me look.');
  });
});

describe('bounds', () => {
  it('gives up on an upstream that sends much and nothing that counts', async () => {
    const noise = `event: ping\ndata: {"type":"ping","pad":"${'x'.repeat(500)}"}\n\n`.repeat(20);
    const harness = createHarness({
      config: { ...testConfig, limits: { maxPreambleBytes: 4096 } },
      script: sequence({ wire: { sse: noise } }, { answer: { text: 'second' } }),
    });
    const answer = await harness.run(messagesPath, { body: messagesBody({ stream: true }) });
    expect(answer.text).toContain('second');
    expect(answer.text).not.toContain('pad');
  });

  it('gives up on a whole answer that is too large', async () => {
    const harness = createHarness({
      config: { ...testConfig, limits: { maxResponseBytes: 2048 } },
      script: sequence({ answer: { text: 'x'.repeat(5000) } }, { answer: { text: 'second' } }),
    });
    const body = messagesBody({ max_tokens: 100_000 });
    expect((await harness.run(messagesPath, { body })).text).toContain('second');
  });
});

describe('what must not hurt a request', () => {
  it('is an observer that throws, or a usage store that fails', async () => {
    const harness = createHarness();
    harness.traces.push = () => {
      throw new Error('observer');
    };
    const answer = await harness.run(messagesPath, { body: messagesBody() });
    expect(answer.status).toBe(200);
    expect(harness.warnings.join()).toContain('observer_failed');
    expect(await harness.rows()).toHaveLength(1);
  });

  it('is a client that hangs up while every target is cooling', async () => {
    const harness = createHarness({
      script: () => ({ error: { kind: 'rate-limit', retryAfterSeconds: 20 } }),
    });
    const running = harness.start(messagesPath, { body: messagesBody() });
    await harness.clock.advance(100);
    running.hangUp();
    await settleWith(harness.clock, running.done);
    expect(await harness.rows()).toMatchObject([{ status: 499 }]);
    expect(harness.clock.pendingCount()).toBe(0);
  });
});
