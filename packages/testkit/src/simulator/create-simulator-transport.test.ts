import { GatewayError, type TransportReceiver, type TransportRequest } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../clock/virtual-clock.ts';
import { type Behaviour, sequence } from './behaviour.ts';
import { createSimulator } from './create-simulator.ts';
import { createSimulatorTransport } from './create-simulator-transport.ts';

const timeouts = { connectMs: 1_000, headersMs: 1_000, idleMs: 1_000, totalMs: 0 };

const open = (
  behaviour: Behaviour,
  overrides: Partial<TransportRequest> = {},
  onHead?: () => void,
) => {
  const clock = createVirtualClock();
  const simulator = createSimulator({ clock, script: sequence(behaviour) });
  const transport = createSimulatorTransport(simulator, clock);
  const log: string[] = [];
  let bytes = 0;
  const receiver: TransportReceiver = {
    onHead({ status }) {
      log.push(`head ${status}`);
      onHead?.();
    },
    onBytes(piece) {
      bytes += piece.length;
      log.push('bytes');
    },
    onEnd: () => log.push('end'),
    onError: ({ code }) => log.push(`error ${code}`),
  };
  const request: TransportRequest = {
    method: 'POST',
    url: 'https://demo.invalid/v1/chat/completions',
    headers: {},
    body: '{"model":"echo","stream":true,"messages":[{"role":"user","content":"Hi"}]}',
    timeouts,
    ...overrides,
  };
  const call = transport.send(request, receiver);
  const distinct = () => log.filter((entry, at) => entry !== log[at - 1]);
  return { call, clock, distinct, transport, request, receiver, bytes: () => bytes };
};

describe('createSimulatorTransport', () => {
  it('says nothing before send has returned, then head, bytes and end', async () => {
    const { clock, distinct } = open({});
    expect(distinct()).toEqual([]);
    await clock.advance(0);
    expect(distinct()).toEqual(['head 200', 'bytes', 'end']);
  });

  it('takes a body in pieces', async () => {
    const whole = new TextEncoder().encode('{"model":"echo","messages":[{"role":"user"}]}');
    async function* pieces() {
      yield whole.subarray(0, 10);
      yield whole.subarray(10);
    }
    const { clock, distinct } = open({}, { body: pieces() });
    await clock.advance(0);
    expect(distinct()).toEqual(['head 200', 'bytes', 'end']);
  });

  it('sends nothing more while the caller pauses', async () => {
    const opened = open({}, {}, () => opened.call.pause());
    const { call, clock, distinct } = opened;
    await clock.advance(0);
    expect(distinct()).toEqual(['head 200']);
    call.resume();
    await clock.advance(0);
    expect(distinct()).toEqual(['head 200', 'bytes', 'end']);
  });

  it('reports an abort once, however the call stands', async () => {
    const { call, clock, distinct } = open({ fault: { afterEvents: 1, outcome: 'stall' } });
    await clock.advance(0);
    call.abort(new GatewayError({ code: 'client_closed', message: 'gone' }));
    call.abort(new GatewayError({ code: 'internal', message: 'again' }));
    await clock.advance(1e9);
    expect(distinct()).toEqual(['head 200', 'bytes', 'error client_closed']);
    expect(clock.pendingCount()).toBe(0);
  });

  it.each<{ what: string; behaviour: Behaviour; expected: string[]; totalMs: number }>([
    {
      what: 'headers',
      behaviour: { timing: { headersDelayMs: 5_000 } },
      expected: ['error upstream_timeout'],
      totalMs: 0,
    },
    {
      what: 'the next piece',
      behaviour: { fault: { afterEvents: 1, outcome: 'stall' } },
      expected: ['head 200', 'bytes', 'error upstream_timeout'],
      totalMs: 0,
    },
    {
      what: 'the whole answer',
      behaviour: { timing: { eventDelayMs: 900 } },
      expected: ['head 200', 'bytes', 'error upstream_timeout'],
      totalMs: 3_000,
    },
  ])('gives up when it waits too long for $what', async ({ behaviour, expected, totalMs }) => {
    const { clock, distinct } = open(behaviour, { timeouts: { ...timeouts, totalMs } });
    await clock.advance(10_000);
    expect(distinct()).toEqual(expected);
    expect(clock.pendingCount()).toBe(0);
  });

  it('reports a broken connection as an answer cut off', async () => {
    const { clock, distinct, bytes } = open({ fault: { afterBytes: 40, outcome: 'reset' } });
    await clock.advance(0);
    expect(distinct()).toEqual(['head 200', 'bytes', 'error upstream_truncated']);
    expect(bytes()).toBe(40);
  });

  it('refuses calls once it is closed', async () => {
    const { clock, distinct, transport, request, receiver } = open({});
    await clock.advance(0);
    await transport.close();
    transport.send(request, receiver);
    await clock.advance(0);
    expect(distinct()).toEqual(['head 200', 'bytes', 'end', 'error shutting_down']);
  });

  it('asks nothing and leaves no timer behind for a call that is given up at once', async () => {
    let asked = 0;
    const clock = createVirtualClock();
    const simulator = createSimulator({ clock });
    const transport = createSimulatorTransport(
      {
        handle(request) {
          asked += 1;
          return simulator.handle(request);
        },
      },
      clock,
    );
    const errors: string[] = [];
    const call = transport.send(
      {
        method: 'POST',
        url: 'https://demo.invalid/v1/chat/completions',
        headers: {},
        timeouts: { ...timeouts, totalMs: 600_000 },
      },
      { onHead() {}, onBytes() {}, onEnd() {}, onError: ({ code }) => errors.push(code) },
    );
    call.abort(new GatewayError({ code: 'client_closed', message: 'gone' }));
    await clock.advance(0);
    expect([asked, clock.pendingCount(), errors]).toEqual([0, 0, ['client_closed']]);
  });
});
