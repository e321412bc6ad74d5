import { GatewayError, type Transport } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import type { GatewaySink } from '../src/call.ts';
import { createGateway } from '../src/create-gateway.ts';
import { chatBody, createHarness, pick, settleWith, testConfig, testKey } from './harness.ts';

// What must not keep a gateway busy, or bring it down: clients, upstreams, observers and stores that
// do not do what they should.

const chatPath = '/v1/chat/completions';
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** A body of which only the beginning ever comes. */
async function* stuckBody() {
  yield encode('x').subarray(0, 1);
  await new Promise(() => {});
}

describe('a client that stops in the middle of its body', () => {
  it('does not keep the gateway from closing', async () => {
    const harness = createHarness();
    const running = harness.start(chatPath, { raw: stuckBody() });
    await harness.clock.advance(10);
    const closed = harness.gateway.close({ deadlineMs: 1_000 });
    await settleWith(harness.clock, closed);
    await running.done;
    expect(running.answer.status).toBe(503);
  });

  it('is let go when it hangs up, though its body never says so', async () => {
    const harness = createHarness();
    const running = harness.start(chatPath, { raw: stuckBody() });
    await harness.clock.advance(10);
    running.hangUp();
    await settleWith(harness.clock, running.done);
    expect(await harness.rows()).toMatchObject([{ status: 499 }]);
    expect(harness.clock.pendingCount()).toBe(0);
  });

  it('is answered after a minute of silence', async () => {
    const harness = createHarness();
    const answer = await harness.run(chatPath, { raw: stuckBody() });
    expect(answer.status).toBe(400);
    expect(pick(answer.json, 'error', 'message')).toContain('60000 ms');
    expect(harness.clock.pendingCount()).toBe(0);
  });

  it('is not taken for one that is merely slow', async () => {
    const harness = createHarness();
    const bytes = encode(chatBody());
    const slowBody = async function* () {
      for (const [at] of bytes.entries()) {
        await harness.clock.sleep(20_000);
        yield bytes.subarray(at, at + 1);
      }
    };
    const running = harness.start(chatPath, { raw: slowBody() });
    await harness.clock.advance(20_000 * bytes.length);
    await settleWith(harness.clock, running.done);
    expect(running.answer.status).toBe(200);
  });
});

describe('a client that stops reading', () => {
  const config = { ...testConfig, stream: { stallMs: 60_000 } };
  const text = { answer: { pieces: ['one ', 'two ', 'three'] } };

  it('is cut off after a while, and holds no upstream', async () => {
    const harness = createHarness({ config, script: () => text });
    const body = chatBody({ stream: true });
    const running = harness.start(chatPath, { body, accepts: () => false });
    await settleWith(harness.clock, running.done);
    expect(running.answer.ended).toBe('abort');
    expect(await harness.rows()).toMatchObject([{ status: 499, errorCode: 'client_closed' }]);
    expect(harness.clock.pendingCount()).toBe(0);
  });

  it('is not cut off as long as it catches up now and then', async () => {
    const harness = createHarness({ config, script: () => text });
    const body = chatBody({ stream: true });
    const running = harness.start(chatPath, { body, accepts: () => false });
    for (let turn = 0; turn < 20; turn += 1) {
      await harness.clock.advance(50_000);
      running.drain();
    }
    await settleWith(harness.clock, running.done);
    expect(running.answer.ended).toBe('end');
    expect(running.answer.text).toContain('three');
    expect(harness.clock.pendingCount()).toBe(0);
  });

  it('gets no signs of life that nobody reads', async () => {
    const harness = createHarness({
      config: { ...config, stream: { stallMs: 0, heartbeatMs: 1_000 } },
      script: () => text,
    });
    const body = chatBody({ stream: true });
    const running = harness.start(chatPath, { body, accepts: () => false });
    await harness.clock.advance(100_000);
    expect(running.answer.pieces.length).toBeLessThan(5);
    running.hangUp();
    await settleWith(harness.clock, running.done);
  });
});

describe('a client that was gone before its call came', () => {
  it('leaves nothing behind', async () => {
    const harness = createHarness();
    const running = harness.start(chatPath, { body: chatBody({ stream: true }) });
    running.hangUp();
    await settleWith(harness.clock, running.done);
    expect(harness.clock.pendingCount()).toBe(0);
    expect(harness.sent).toEqual([]);
    expect(await harness.rows()).toMatchObject([{ status: 499 }]);
  });
});

describe('a transport that throws', () => {
  it('fails the attempt like any other, and frees its place', async () => {
    let calls = 0;
    const harness = createHarness({
      wrap: (inner) => ({
        ...inner,
        send(request, receiver) {
          calls += 1;
          if (calls === 1) throw new TypeError('a plugin went wrong');
          return inner.send(request, receiver);
        },
      }),
    });
    const answer = await harness.run(chatPath, { body: chatBody() });
    expect(answer.status).toBe(500);
    expect(harness.warnings.join()).toContain('internal_error');
    expect(harness.traces[0]?.attempts).toMatchObject([{ errorCode: 'internal' }]);
    expect(await harness.rows()).toMatchObject([{ status: 500, attempts: 1 }]);
  });
});

describe('a transport that answers before it returns', () => {
  it('does not run into the timer of the first event', async () => {
    const chunk = (delta: object, finish: string | null = null) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    const harness = createHarness({
      config: { ...testConfig, timeouts: { firstEventMs: 1_000 } },
      wrap: ({ close }): Transport => ({
        close,
        send(_request, receiver) {
          receiver.onHead({ status: 200, headers: { 'content-type': 'text/event-stream' } });
          receiver.onBytes(new TextEncoder().encode(chunk({ content: 'now' })));
          const stop = harness.clock.after(5_000, () => {
            receiver.onBytes(new TextEncoder().encode(chunk({ content: 'later' }, 'stop')));
            receiver.onEnd();
          });
          return { pause() {}, resume() {}, abort: stop };
        },
      }),
    });
    const answer = await harness.run(chatPath, { body: chatBody({ stream: true }) });
    expect(answer.text).toContain('later');
    expect(answer.text).not.toContain('"error"');
  });
});

describe('an observer that throws at everything', () => {
  it('keeps no answer and no row back', async () => {
    const fail = () => {
      throw new Error('observer');
    };
    const harness = createHarness({ script: () => ({ wire: { body: 'x' } }) });
    const gateway = createGateway({
      config: { ...testConfig, providers: {}, models: {} },
      transport: { send: fail, close: async () => {} },
      observer: { onRequest: fail, onWarning: fail },
      stores: {
        usage: {
          append: async () => {
            throw new Error('store');
          },
          list: async () => [],
        },
      },
      clock: harness.clock,
      random: harness.random,
    });
    const post = new Request(`http://gateway${chatPath}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testKey}` },
      body: JSON.stringify(chatBody()),
    });
    expect((await gateway.fetch(post)).status).toBe(404);
    await gateway.close();
  });
});

describe('a sink that throws', () => {
  it('is cut off, and the call is over', async () => {
    const harness = createHarness();
    let ended = 'no';
    const sink: GatewaySink = {
      head() {
        throw new Error('socket');
      },
      write: () => true,
      onDrain() {},
      end() {
        ended = 'end';
      },
      abort() {
        ended = 'abort';
      },
    };
    await harness.gateway.handle(
      {
        method: 'GET',
        url: '/healthz',
        headers: {},
        body: new Uint8Array(),
        remote: '',
        signal: new AbortController().signal,
      },
      sink,
    );
    expect(ended).toBe('abort');
  });
});

describe('closing', () => {
  it('can be asked for twice; both are told', async () => {
    const harness = createHarness({ script: () => ({ timing: { headersDelayMs: 5_000 } }) });
    const running = harness.start(chatPath, { body: chatBody() });
    await harness.clock.advance(1);
    const both = [harness.gateway.close(), harness.gateway.close({ deadlineMs: 100 })];
    await settleWith(
      harness.clock,
      Promise.all(both).then(() => undefined),
    );
    await running.done;
    expect(running.answer.status).toBe(503);
    expect(harness.clock.pendingCount()).toBe(0);
  });
});

describe('a body that was wrapped again and again', () => {
  it('is not unwrapped for ever', async () => {
    const harness = createHarness();
    const headers = { 'content-encoding': 'gzip, gzip, gzip' };
    const answer = await harness.run(chatPath, { body: chatBody(), headers });
    expect(answer.status).toBe(415);
  });
});

describe('a body that names its model twice', () => {
  it('means the same to every reader behind the gateway', async () => {
    const harness = createHarness();
    const raw = new TextEncoder().encode('{"model":"other","model":"m","messages":[]}');
    const { models: _, ...config } = testConfig;
    const one = { 'chat-a': config.providers['chat-a'] ?? {} };
    const single = createHarness({ config: { ...config, providers: one } });
    await single.run(chatPath, { raw });
    const sent = single.sent[0]?.body;
    expect(sent instanceof Uint8Array && new TextDecoder().decode(sent)).not.toContain('other');
    await harness.gateway.close();
  });
});

describe('a key store that never answers', () => {
  it('does not keep the gateway from closing', async () => {
    const { clock, random } = createHarness();
    const gateway = createGateway({
      config: testConfig,
      transport: { send: () => ({ pause() {}, resume() {}, abort() {} }), close: async () => {} },
      stores: {
        apiKeys: {
          list: () => new Promise(() => {}),
          insert: async () => {},
          revoke: async () => false,
        },
      },
      clock,
      random,
    });
    const headers = { authorization: `Bearer ${testKey}` };
    const asked = gateway.fetch(new Request('http://gateway/v1/models', { headers }));
    asked.catch(() => undefined);
    await clock.advance(1);
    await settleWith(clock, gateway.close({ deadlineMs: 100 }));
    expect(clock.pendingCount()).toBe(0);
  });
});

describe('an upstream that counts tokens byte by byte', () => {
  it('is not waited for', async () => {
    const chunks = Array.from({ length: 2_000 }, () => [{ delayMs: 5_000 }, ' ']).flat();
    const harness = createHarness({ script: () => ({ wire: { chunks } }) });
    const before = harness.clock.nowMs();
    const body = { model: 'messages', messages: [{ role: 'user', content: 'Hi' }] };
    const answer = await harness.run('/v1/messages/count_tokens', { body });
    expect(answer.headers['x-gateway-count']).toBe('estimated');
    expect(harness.clock.nowMs() - before).toBeLessThan(12_000);
  });
});

describe('a transport whose calls throw', () => {
  const broken =
    (what: 'abort' | 'resume') =>
    (inner: Transport): Transport => ({
      ...inner,
      send(request, receiver) {
        const call = inner.send(request, receiver);
        const fail = () => {
          if (what === 'abort') call.abort(new GatewayError({ code: 'internal', message: 'x' }));
          throw new TypeError('a plugin went wrong');
        };
        return {
          pause: () => call.pause(),
          resume: () => call.resume(),
          abort: (reason) => call.abort(reason),
          [what]: fail,
        };
      },
    });
  const text = { answer: { pieces: ['one ', 'two '] }, timing: { eventDelayMs: 1_000 } };

  it('does not break what the hang-up of a client sets off', async () => {
    const harness = createHarness({ wrap: broken('abort'), script: () => text });
    const running = harness.start(chatPath, { body: chatBody({ stream: true }) });
    await harness.clock.advance(2_500);
    expect(() => running.hangUp()).not.toThrow();
    await settleWith(harness.clock, running.done);
    expect(await harness.rows()).toMatchObject([{ status: 499 }]);
  });

  it('ends the attempt where it cannot go on', async () => {
    const harness = createHarness({ wrap: broken('resume'), script: () => text });
    const body = chatBody({ stream: true });
    const running = harness.start(chatPath, { body, accepts: () => false });
    await harness.clock.advance(5_000);
    expect(() => running.drain()).not.toThrow();
    await settleWith(harness.clock, running.done);
    expect(running.answer.text).toContain('"error"');
  });
});

describe('a sink that throws at what a timer sends', () => {
  it('loses its call, and nothing else', async () => {
    const harness = createHarness({ script: () => ({ timing: { firstEventDelayMs: 60_000 } }) });
    let cut = false;
    const done = harness.gateway.handle(
      {
        method: 'POST',
        url: chatPath,
        headers: { authorization: `Bearer ${testKey}` },
        body: encode(chatBody({ stream: true })),
        remote: '',
        signal: new AbortController().signal,
      },
      {
        head() {
          throw new Error('socket');
        },
        write: () => true,
        onDrain() {},
        end() {},
        abort() {
          cut = true;
        },
      },
    );
    await settleWith(harness.clock, done);
    expect(cut).toBe(true);
    expect(await harness.rows()).toMatchObject([{ status: 499 }]);
    expect(harness.clock.pendingCount()).toBe(0);
  });
});
