import { createVirtualClock } from '@gateway/testkit/clock';
import { describe, expect, it } from 'vitest';
import type { GatewaySink } from '../call.ts';
import type { AnswerCodec } from './answer-codec.ts';
import { createEgress } from './egress.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const content = (text: string) => ({ bytes: bytes(text), hasContent: true });
const preamble = (text: string) => ({ bytes: bytes(text), hasContent: false });

const codec: AnswerCodec = {
  dialect: 'openai-chat',
  framing: 'sse',
  heartbeat: { event: 'ping', data: '{}' },
  encodeError: (error, { requestId }) => ({
    status: 503,
    headers: { 'retry-after': '1' },
    body: { code: error.code, requestId: requestId ?? '' },
  }),
  encodeStreamError: (error) => [{ event: 'error', data: error.code }],
};

function setUp(given: { codec?: AnswerCodec; readsSlowly?: boolean } = {}) {
  const clock = createVirtualClock();
  const lines: string[] = [];
  const sink: GatewaySink = {
    head: (status, headers) => lines.push(`head ${status} ${headers['content-type']}`),
    write(piece) {
      lines.push(new TextDecoder().decode(piece));
      return !given.readsSlowly;
    },
    onDrain: () => {},
    end: () => lines.push('end'),
    abort: () => lines.push('abort'),
  };
  const egress = createEgress({
    sink,
    clock,
    startedAtMs: clock.nowMs(),
    codec: given.codec ?? codec,
    requestId: 'r1',
    headHoldMs: 10_000,
    stallMs: 0,
    onLost: () => {},
    heartbeatMs: 15_000,
    maxPreambleBytes: 10,
    headers: () => ({ 'x-request-id': 'r1' }),
  });
  return { egress, clock, lines };
}

const streamHead = 'head 200 text/event-stream; charset=utf-8';
const ping = 'event: ping\ndata: {}\n\n';

describe('the way to the client', () => {
  it('holds the preamble until content comes, then sends everything in order', async () => {
    const { egress, clock, lines } = setUp();
    egress.expectStream();
    egress.startAttempt();
    expect(egress.take(preamble('a'), {})).toBe('ok');
    await clock.advance(500);
    expect(lines).toEqual([]);
    expect(egress.take(content('b'), {})).toBe('ok');
    egress.take(preamble('c'), {});
    egress.end();
    expect(lines).toEqual([streamHead, 'a', 'b', 'c', 'end']);
    expect(egress).toMatchObject({ phase: 'over', headCommitMs: 500, contentCommitMs: 500 });
  });

  it('forgets the preamble of an attempt that another one replaces', () => {
    const { egress, lines } = setUp();
    egress.take(preamble('lost'), {});
    egress.startAttempt();
    egress.take(preamble('kept'), {});
    egress.take(content('!'), {});
    expect(lines).toEqual([streamHead, 'kept', '!']);
  });

  it('sends the head after the hold and then a heartbeat per silent interval', async () => {
    const { egress, clock, lines } = setUp();
    egress.expectStream();
    await clock.advance(9_999);
    expect(lines).toEqual([]);
    await clock.advance(1);
    expect(lines).toEqual([streamHead]);
    await clock.advance(30_000);
    expect(lines).toEqual([streamHead, ping, ping]);
    egress.take(content('x'), {});
    await clock.advance(14_999);
    egress.take(content('y'), {});
    await clock.advance(14_999);
    expect(lines.slice(3)).toEqual(['x', 'y']);
    await clock.advance(1);
    expect(lines.slice(3)).toEqual(['x', 'y', ping]);
    egress.end();
    await clock.advance(100_000);
    expect(clock.pendingCount()).toBe(0);
    expect(egress.headCommitMs).toBe(10_000);
    expect(egress.contentCommitMs).toBe(40_000);
  });

  it('sends no heartbeat in a dialect that has none', async () => {
    const { egress, clock, lines } = setUp({ codec: { ...codec, heartbeat: null } });
    egress.expectStream();
    await clock.advance(100_000);
    expect(lines).toEqual([streamHead]);
  });

  it('makes an error a status while nothing is out', () => {
    const { egress, lines } = setUp();
    egress.expectStream();
    egress.take(preamble('a'), {});
    egress.fail({ code: 'upstream_error', message: '' });
    expect(lines).toEqual([
      'head 503 application/json',
      '{"code":"upstream_error","requestId":"r1"}',
      'end',
    ]);
    expect(egress.status).toBe(503);
  });

  it('makes an error one event once the head is out, and nothing after it', async () => {
    const { egress, clock, lines } = setUp();
    egress.expectStream();
    await clock.advance(10_000);
    egress.fail({ code: 'upstream_timeout', message: '' });
    egress.fail({ code: 'internal', message: '' });
    egress.take(content('late'), {});
    egress.end();
    expect(lines).toEqual([streamHead, 'event: error\ndata: upstream_timeout\n\n', 'end']);
    expect(egress.status).toBe(200);
  });

  it('says so when too much would be held back', () => {
    const { egress } = setUp();
    expect(egress.take(preamble('0123456789'), {})).toBe('ok');
    expect(egress.take(preamble('x'), {})).toBe('overflow');
  });

  it('says so when the client reads too slowly', () => {
    const { egress } = setUp({ readsSlowly: true });
    expect(egress.take(preamble('a'), {})).toBe('ok');
    expect(egress.take(content('b'), {})).toBe('full');
  });

  it('sends nothing to a client that is gone', async () => {
    const { egress, clock, lines } = setUp();
    egress.expectStream();
    egress.hangUp();
    egress.take(content('x'), {});
    egress.fail({ code: 'internal', message: '' });
    await clock.advance(60_000);
    expect(lines).toEqual([]);
    expect(clock.pendingCount()).toBe(0);
  });

  it('sends a whole answer with its length', () => {
    const { egress, lines } = setUp();
    const headers = { 'content-type': 'application/json' };
    egress.sendWhole({ status: 200, headers, body: bytes('{}') });
    expect(lines).toEqual(['head 200 application/json', '{}', 'end']);
    expect(egress.bodyBytes).toBe(2);
  });

  it('cuts an answer that it cannot end honestly', () => {
    const mute = setUp({ codec: { ...codec, encodeStreamError: () => [] } });
    mute.egress.take(content('a'), {});
    mute.egress.fail({ code: 'upstream_truncated', message: 'x' });
    expect(mute.lines).toEqual([streamHead, 'a', 'abort']);
  });
});
