import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { body, send, startServer, talk, testKey } from './server.ts';

type Server = Awaited<ReturnType<typeof startServer>>;

const running: Server[] = [];
const start = async (...args: Parameters<typeof startServer>): Promise<Server> => {
  const server = await startServer(...args);
  running.push(server);
  return server;
};

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

const until = async (condition: () => boolean) => {
  for (let turn = 0; !condition() && turn < 200; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(condition()).toBe(true);
};

const rawRequest = (text: string, more = '') =>
  `POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: ${testKey}\r\n${more}content-length: ${text.length}\r\n\r\n${text}`;

describe('a gateway behind node:http', () => {
  it('answers with a length when the answer is whole', async () => {
    const { port } = await start(() => ({ answer: { text: 'Hello' } }));
    const answer = await send(port, { pieces: [body()] });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-length']).toBe(String(answer.text.length));
    expect(answer.headers['transfer-encoding']).toBeUndefined();
    expect(answer.text).toContain('Hello');
  });

  it('streams in chunks', async () => {
    const { port } = await start(() => ({ answer: { pieces: ['a', 'b'] } }));
    const answer = await send(port, { pieces: [body({ stream: true })] });
    expect(answer.headers['content-type']).toContain('text/event-stream');
    expect(answer.headers['transfer-encoding']).toBe('chunked');
    expect(answer.headers['content-length']).toBeUndefined();
    expect(answer.text).toContain('message_stop');
  });

  it('takes bodies in chunks and compressed', async () => {
    const { port } = await start();
    const text = body();
    const pieces = [text.slice(0, 10), text.slice(10)];
    const chunked = await send(port, { pieces, headers: { 'transfer-encoding': 'chunked' } });
    expect(chunked.status).toBe(200);
    const response = await fetch(`http://127.0.0.1:${port}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': testKey, 'content-encoding': 'gzip' },
      body: gzipSync(text),
    });
    expect(response.status).toBe(200);
  });

  it('honours Expect: 100-continue', async () => {
    const { port } = await start();
    const heard = await talk(port, rawRequest(body(), 'expect: 100-continue\r\n'));
    expect(heard).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  });

  it('answers no 100 before key, address and announced length are found right', async () => {
    const { port, refusals } = await start();
    const expect100 = 'expect: 100-continue\r\n';
    const head = (text: string) => `${text.split('\r\n\r\n')[0]}\r\n\r\n`;
    for (const [request, status] of [
      [rawRequest(body(), expect100).replace(testKey, 'wrong-key'), 401],
      [rawRequest(body(), expect100).replace('/v1/messages', '/v1/nope'), 404],
      [rawRequest(body(), expect100).replace('/v1/messages', '/nope'), 404],
      [rawRequest(body(), expect100).replace('POST', 'PUT'), 405],
      [rawRequest('y'.repeat(1_500_000), expect100), 413],
    ] as const) {
      const heard = await talk(port, head(request));
      expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(heard).toMatch(/^connection: close\r$/im);
    }
    expect(refusals).toEqual(['invalid_api_key', 'not_found', 'not_found', 'method_not_allowed']);
  });

  it('keeps the connection across errors, also when a small body was not read', async () => {
    const { port } = await start();
    const wrong = rawRequest('x'.repeat(50_000)).replace(testKey, 'wrong-key');
    const nowhere = rawRequest('y'.repeat(50_000)).replace('/v1/messages', '/nope');
    const heard = await talk(port, wrong, nowhere, rawRequest('{"bad'), rawRequest(body()));
    const statuses = [...heard.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    expect(statuses).toEqual(['401', '404', '400', '200']);
  });

  it.each([
    ['without a key', 401, (text: string) => text.replace(testKey, 'wrong-key')],
    ['at an unknown address', 404, (text: string) => text.replace('/v1/messages', '/v1/nope')],
    ['outside of the data plane', 404, (text: string) => text.replace('/v1/messages', '/nope')],
    ['with a wrong method', 405, (text: string) => text.replace('POST', 'PUT')],
    ['with a length beyond bounds', 413, (text: string) => text],
  ])('reads little of a large body %s', async (_why, status, twist) => {
    const server = await start();
    const accepted = new Promise<number>((resolve) => {
      server.server.on('connection', (socket) =>
        socket.on('close', () => resolve(socket.bytesRead)),
      );
    });
    const head = `${rawRequest('').split('content-length')[0]}content-length: 300000000\r\n\r\n`;
    const socket = connect(server.port, '127.0.0.1');
    let heard = '';
    socket.on('error', () => {});
    socket.on('data', (piece: Buffer) => {
      heard += piece.toString();
    });
    socket.write(twist(head));
    const piece = Buffer.alloc(1_000_000, 'x');
    const pour = () => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on('drain', pour);
    pour();
    expect(await accepted).toBeLessThan(1_000_000);
    expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(heard).toMatch(/^connection: close\r$/im);
    socket.destroy();
  });

  it('refuses a body in chunks that grows too large, and closes the connection', async () => {
    const { port } = await start();
    const chunk = `${(100_000).toString(16)}\r\n${'z'.repeat(100_000)}\r\n`;
    const head = `POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: ${testKey}\r\ntransfer-encoding: chunked\r\n\r\n`;
    const heard = await talk(port, head, chunk.repeat(15), '0\r\n\r\n', rawRequest(body()));
    const statuses = [...heard.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    expect(statuses).toEqual(['413']);
  });

  it('answers HEAD without a body', async () => {
    const { port } = await start();
    const heard = await talk(port, 'HEAD /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(heard.split('\r\n\r\n')[1]).toBe('');
  });

  it('answers unknown addresses as JSON, inside and outside of the data plane', async () => {
    const { port } = await start();
    for (const path of ['/v1/nope', '/nope', '/v1/messages/x', '/%zz']) {
      const answer = await send(port, { path, method: 'GET' });
      expect(answer.status, path).toBe(404);
      expect(JSON.parse(answer.text), path).toHaveProperty('error');
    }
  });

  it('tells the upstream at once when the client hangs up', async () => {
    const server = await start(() => ({ fault: { afterEvents: 4, outcome: 'stall' } }));
    const socket = connect(server.port, '127.0.0.1');
    socket.write(rawRequest(body({ stream: true })));
    await once(socket, 'data');
    expect(server.statuses).toEqual([]);
    socket.destroy();
    await until(() => server.statuses.length === 1);
    expect(server.statuses).toEqual([499]);
  });

  it('accounts for a client that hangs up within its body', async () => {
    const server = await start();
    const socket = connect(server.port, '127.0.0.1');
    socket.write(rawRequest(body()).slice(0, -10));
    await once(socket, 'connect');
    await new Promise((resolve) => setTimeout(resolve, 30));
    socket.destroy();
    await until(() => server.statuses.length === 1);
    expect(server.statuses).toEqual([499]);
  });

  it('holds back when the client does not read, and goes on when it does', async () => {
    const pieces = Array.from({ length: 2000 }, (_, at) => `${at} ${'x'.repeat(10_000)}`);
    const server = await start(() => ({ answer: { pieces } }));
    const socket = connect(server.port, '127.0.0.1');
    socket.pause();
    socket.write(rawRequest(body({ stream: true })));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(server.statuses).toEqual([]);
    let heard = 0;
    let tail = '';
    socket.on('data', (piece: Buffer) => {
      heard += piece.length;
      tail = (tail + piece.toString()).slice(-200);
    });
    socket.resume();
    await until(() => server.statuses.length === 1);
    await until(() => tail.includes('message_stop'));
    expect(heard).toBeGreaterThan(20_000_000);
    socket.destroy();
  });

  it('ignores headers that claim another peer, and a forged host', async () => {
    const { port } = await start();
    const headers = { 'x-forwarded-for': '8.8.8.8', host: 'evil.example', 'x-api-key': testKey };
    expect((await send(port, { pieces: [body()], headers })).status).toBe(200);
  });
});
