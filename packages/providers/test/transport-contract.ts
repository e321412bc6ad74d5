import { once } from 'node:events';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import {
  type Clock,
  GatewayError,
  type Transport,
  type TransportRequest,
  type TransportTimeouts,
} from '@gateway/spec';
import { createVirtualClock } from '@gateway/testkit/clock';
import { afterEach, describe, expect, it } from 'vitest';
import { findClosedPort, type Loopback, startRawServer, startServer } from './loopback.ts';
import { createRecorder } from './recorder.ts';

const timeouts: TransportTimeouts = {
  connectMs: 1_000,
  headersMs: 10_000,
  idleMs: 20_000,
  totalMs: 0,
};

const aborted = () => new GatewayError({ code: 'client_closed', message: 'The client hung up.' });

/** Lets real sockets do their work until `isDone`, however slow the machine is. */
const until = async (isDone: () => boolean): Promise<void> => {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 5));
};

/** Waits until a number has stopped growing. */
const settled = async (read: () => number): Promise<number> => {
  let last = -1;
  for (let calm = 0; calm < 10; calm += 1) {
    if (read() !== last) calm = 0;
    last = read();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return last;
};

/** What every transport must do, tried against real servers on the loopback address. */
export function describeTransport(
  name: string,
  createTransport: (options: { readonly clock: Clock }) => Transport,
): void {
  describe(`${name}, as a transport`, () => {
    const cleanups: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    });

    const serve = async (...answer: Parameters<typeof startServer>): Promise<Loopback> => {
      const server = await startServer(...answer);
      cleanups.push(server.close);
      return server;
    };
    const open = () => {
      const clock = createVirtualClock();
      const transport = createTransport({ clock });
      const send = (origin: string, request: Partial<TransportRequest> = {}) => {
        const recorder = createRecorder();
        const call = transport.send(
          {
            method: 'POST',
            url: `${origin}/v1/answer?x=1`,
            headers: { 'content-type': 'application/json' },
            body: '{}',
            timeouts,
            privateOrigins: [origin],
            ...request,
          },
          recorder,
        );
        return { call, recorder };
      };
      return { clock, transport, send };
    };

    it('sends method, path, headers and body, and gives the answer back in order', async () => {
      const server = await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'r1' });
        response.end('{"ok":true}');
      });
      const { send } = open();
      const arrived = server.nextRequest();
      const { recorder } = send(server.origin, {
        headers: { 'content-type': 'application/json', 'x-two': 'b' },
        body: new TextEncoder().encode('{"hello":"wörld"}'),
      });
      const { request, body } = await arrived;
      expect(await recorder.ended).toBeUndefined();
      expect(recorder.order).toEqual(['head', 'bytes', 'end']);
      expect(recorder.text()).toBe('{"ok":true}');
      const head = await recorder.head;
      expect(head.status).toBe(200);
      expect(head.headers['x-request-id']).toBe('r1');
      expect(request.method).toBe('POST');
      expect(request.url).toBe('/v1/answer?x=1');
      expect(request.headers['x-two']).toBe('b');
      expect(request.headers['content-length']).toBe('18');
      expect(request.headers['transfer-encoding']).toBeUndefined();
      expect(body.toString()).toBe('{"hello":"wörld"}');
    });

    it('sends a body that is made while it is sent', async () => {
      const server = await serve((_request, response, body) => response.end(body));
      async function* pieces() {
        yield new TextEncoder().encode('one ');
        yield new TextEncoder().encode('two');
      }
      const { recorder } = open().send(server.origin, { body: pieces() });
      expect(await recorder.ended).toBeUndefined();
      expect(recorder.text()).toBe('one two');
    });

    it('gives back answers with an error status like any other', async () => {
      const server = await serve((_request, response) => {
        response.writeHead(429, { 'retry-after': '7' });
        response.end('{"error":{"message":"slow down"}}');
      });
      const { recorder } = open().send(server.origin);
      expect(await recorder.ended).toBeUndefined();
      const head = await recorder.head;
      expect([head.status, head.headers['retry-after']]).toEqual([429, '7']);
      expect(recorder.text()).toContain('slow down');
    });

    it('hands over each piece of a stream when it comes', async () => {
      const server = await serve();
      const arrived = server.nextRequest();
      const { recorder } = open().send(server.origin);
      const { response } = await arrived;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: one\n\n');
      await recorder.received(11);
      expect(recorder.text()).toBe('data: one\n\n');
      response.end('data: two\n\n');
      expect(await recorder.ended).toBeUndefined();
      expect(recorder.text()).toBe('data: one\n\ndata: two\n\n');
    });

    it('stops the upstream while paused and loses nothing', async () => {
      const piece = Buffer.alloc(64 * 1024, 'x');
      const pieceCount = 1_024;
      let written = 0;
      const server = await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/octet-stream' });
        const writeOn = async () => {
          while (written < pieceCount) {
            written += 1;
            if (!response.write(piece)) await once(response, 'drain');
          }
          response.end();
        };
        void writeOn();
      });
      const { call, recorder } = open().send(server.origin);
      await recorder.head;
      call.pause();
      const before = recorder.byteCount;
      expect(await settled(() => written)).toBeLessThan(pieceCount);
      expect(recorder.byteCount).toBe(before);
      call.resume();
      expect(await recorder.ended).toBeUndefined();
      expect(recorder.byteCount).toBe(piece.length * pieceCount);
    });

    it('does not hold a silence against the upstream while it is paused itself', async () => {
      const server = await serve();
      const arrived = server.nextRequest();
      const { clock, send } = open();
      const { call, recorder } = send(server.origin);
      const { response } = await arrived;
      response.writeHead(200);
      response.write('a');
      await recorder.received(1);
      call.pause();
      await clock.advance(timeouts.idleMs * 5);
      call.resume();
      response.end('b');
      expect(await recorder.ended).toBeUndefined();
      expect(recorder.text()).toBe('ab');
    });

    it('names the timer when no status line comes', async () => {
      const server = await serve();
      const arrived = server.nextRequest();
      const { clock, send } = open();
      const { recorder } = send(server.origin);
      const { request } = await arrived;
      const closed = once(request.socket, 'close');
      await clock.advance(timeouts.connectMs + timeouts.headersMs);
      const error = await recorder.ended;
      expect(error?.code).toBe('upstream_timeout');
      expect(error?.message).toContain('headers timer');
      expect(recorder.order).toEqual(['error upstream_timeout']);
      await closed;
    });

    it('names the timer when the body falls silent', async () => {
      const server = await serve();
      const arrived = server.nextRequest();
      const { clock, send } = open();
      const { recorder } = send(server.origin);
      const { request, response } = await arrived;
      const closed = once(request.socket, 'close');
      response.writeHead(200);
      response.write('a');
      await recorder.received(1);
      await clock.advance(timeouts.idleMs - 1);
      response.write('b');
      await recorder.received(2);
      await clock.advance(timeouts.idleMs - 1);
      expect(recorder.order).toEqual(['head', 'bytes']);
      await clock.advance(1);
      const error = await recorder.ended;
      expect(error?.code).toBe('upstream_timeout');
      expect(error?.message).toContain('idle timer');
      await closed;
    });

    it('names the timer when the whole call takes too long', async () => {
      const server = await serve();
      const arrived = server.nextRequest();
      const { clock, send } = open();
      const { recorder } = send(server.origin, { timeouts: { ...timeouts, totalMs: 5_000 } });
      const { response } = await arrived;
      response.writeHead(200);
      response.write('a');
      await recorder.received(1);
      await clock.advance(5_000);
      const error = await recorder.ended;
      expect(error?.code).toBe('upstream_timeout');
      expect(error?.message).toContain('total timer');
    });

    it('leaves no timer behind', async () => {
      const server = await serve((_request, response) => response.end('ok'));
      const { clock, transport, send } = open();
      const { recorder } = send(server.origin, { timeouts: { ...timeouts, totalMs: 5_000 } });
      expect(await recorder.ended).toBeUndefined();
      await transport.close();
      expect(clock.pendingCount()).toBe(0);
    });

    it('says that an upstream which refuses the connection cannot be reached', async () => {
      const { recorder } = open().send(`http://127.0.0.1:${await findClosedPort()}`);
      expect((await recorder.ended)?.code).toBe('upstream_unreachable');
      expect(recorder.order).toEqual(['error upstream_unreachable']);
    });

    it('says that an upstream which hangs up without an answer cannot be reached', async () => {
      const server = await startRawServer('', (socket) => socket.destroy());
      cleanups.push(server.close);
      const { recorder } = open().send(server.origin);
      expect((await recorder.ended)?.code).toBe('upstream_unreachable');
    });

    it('says that an answer cut in its middle is truncated', async () => {
      const head = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n';
      const server = await startRawServer(`${head}half`, (socket) => socket.end());
      cleanups.push(server.close);
      const { recorder } = open().send(server.origin);
      expect((await recorder.ended)?.code).toBe('upstream_truncated');
      expect(recorder.order.at(-1)).toBe('error upstream_truncated');
    });

    it('says that a stream reset in its middle is truncated', async () => {
      const head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
      const server = await startRawServer(`${head}4\r\nhalf\r\n`, (socket) => {
        setTimeout(() => socket.resetAndDestroy(), 20);
      });
      cleanups.push(server.close);
      const { recorder } = open().send(server.origin);
      expect((await recorder.ended)?.code).toBe('upstream_truncated');
    });

    it('closes the connection when aborted before the status line', async () => {
      const server = await serve();
      const arrived = server.nextRequest();
      const { call, recorder } = open().send(server.origin);
      const { request } = await arrived;
      const closed = once(request.socket, 'close');
      call.abort(aborted());
      call.abort(aborted());
      expect((await recorder.ended)?.code).toBe('client_closed');
      await closed;
      expect(recorder.order).toEqual(['error client_closed']);
    });

    it('closes the connection when aborted in the middle of a stream', async () => {
      const server = await serve();
      const arrived = server.nextRequest();
      const { call, recorder } = open().send(server.origin);
      const { request, response } = await arrived;
      const closed = once(request.socket, 'close');
      response.writeHead(200);
      response.write('a');
      await recorder.received(1);
      call.pause();
      call.abort(aborted());
      await closed;
      expect(recorder.order).toEqual(['head', 'bytes', 'error client_closed']);
      call.resume();
      call.abort(aborted());
    });

    it('ends the call when its receiver fails', async () => {
      const server = await serve();
      const arrived = server.nextRequest();
      const { transport } = open();
      const recorder = createRecorder();
      const failing = {
        ...recorder,
        onBytes: () => {
          throw new Error('the receiver is broken');
        },
      };
      transport.send(
        {
          method: 'GET',
          url: server.origin,
          headers: {},
          timeouts,
          privateOrigins: [server.origin],
        },
        failing,
      );
      const { request, response } = await arrived;
      const closed = once(request.socket, 'close');
      response.write('a');
      expect((await recorder.ended)?.code).toBe('internal');
      await closed;
    });

    it('does not follow redirects', async () => {
      let requests = 0;
      const server = await serve((request, response) => {
        requests += 1;
        response.writeHead(request.url === '/elsewhere' ? 200 : 302, { location: '/elsewhere' });
        response.end('moved');
      });
      const { recorder } = open().send(server.origin);
      expect((await recorder.ended)?.code).toBe('upstream_invalid_response');
      expect(recorder.order).toEqual(['error upstream_invalid_response']);
      expect(requests).toBe(1);
    });

    const packed = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };
    it.each(['gzip', 'br', 'deflate'] as const)('undoes %s', async (coding) => {
      const server = await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': coding });
        response.end(packed[coding]('{"packed":true}'));
      });
      const { recorder } = open().send(server.origin);
      expect(await recorder.ended).toBeUndefined();
      expect(recorder.text()).toBe('{"packed":true}');
      const { headers } = await recorder.head;
      expect(headers['content-encoding']).toBeUndefined();
      expect(headers['content-length']).toBeUndefined();
    });

    it('undoes gzip that no header announces, however it is cut', async () => {
      const bytes = gzipSync('data: {"a":1}\n\n');
      const server = await serve();
      const arrived = server.nextRequest();
      const { recorder } = open().send(server.origin);
      const { response } = await arrived;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(bytes.subarray(0, 1));
      await recorder.head;
      await new Promise((resolve) => setTimeout(resolve, 20));
      response.end(bytes.subarray(1));
      expect(await recorder.ended).toBeUndefined();
      expect(recorder.text()).toBe('data: {"a":1}\n\n');
    });

    it('leaves a file alone that happens to be an archive', async () => {
      const bytes = gzipSync('archive');
      const server = await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/octet-stream' });
        response.end(bytes);
      });
      const { recorder } = open().send(server.origin);
      expect(await recorder.ended).toBeUndefined();
      expect(recorder.byteCount).toBe(bytes.length);
    });

    it.each([
      'http://127.0.0.1:1/v1',
      'http://2130706433/v1',
      'http://[::1]:1/v1',
      'http://localhost:1/v1',
      'http://169.254.169.254/latest',
      'https://user:pass@api.example.com/v1',
      'file:///etc/passwd',
    ])('refuses %s without a connection', async (url) => {
      const { send } = open();
      const { recorder, call } = send('http://127.0.0.1:2', { url });
      call.pause();
      call.abort(aborted());
      expect((await recorder.ended)?.code).toBe('egress_denied');
      expect(recorder.order).toEqual(['error egress_denied']);
    });

    it('refuses calls after it was closed', async () => {
      const { transport, send } = open();
      await transport.close();
      const { recorder } = send('http://127.0.0.1:1');
      expect((await recorder.ended)?.code).toBe('shutting_down');
    });

    it('serves many calls at once', async () => {
      const server = await serve((request, response) =>
        response.end(String(request.headers['x-n'])),
      );
      const { send } = open();
      const calls = Array.from({ length: 50 }, (_, n) =>
        send(server.origin, { headers: { 'x-n': String(n) } }),
      );
      await until(() => calls.every(({ recorder }) => recorder.order.includes('end')));
      expect(calls.map(({ recorder }) => Number(recorder.text()))).toEqual(calls.map((_, n) => n));
    });
  });
}
