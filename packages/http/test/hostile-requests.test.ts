import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createNodeListener } from '../src/create-node-listener.ts';
import { body, startServer, talk, testKey } from './server.ts';

// Requests as no client writes them, byte by byte over real sockets.

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const start = async (...args: Parameters<typeof startServer>) => {
  const server = await startServer(...args);
  closers.push(server.close);
  return server;
};

/** A gateway's listener with an app that says which address it sees. */
async function startWithApp() {
  const { gateway } = await start();
  const seen: string[] = [];
  const app = {
    fetch(request: Request) {
      seen.push(request.url);
      return new Response('app');
    },
  };
  const server = createServer(createNodeListener(gateway, app));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  // A server that listens on a port has an address of this form.
  return { port: (server.address() as AddressInfo).port, seen };
}

const statusesOf = (heard: string) =>
  [...heard.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);

describe('CVE-2026-49468: one address for everybody who looks at it', () => {
  it.each([
    ['//evil.example/admin', 'http://gateway.invalid//evil.example/admin'],
    ['http://evil.example/admin', 'http://gateway.invalid/admin'],
    ['http://user:pass@evil.example:1/admin?x=1', 'http://gateway.invalid/admin?x=1'],
    ['/admin#/healthz', 'http://gateway.invalid/admin'],
    ['/admin\\..\\x', 'http://gateway.invalid/x'],
  ])('the app sees %s on the fixed host', async (target, expected) => {
    const { port, seen } = await startWithApp();
    const heard = await talk(
      port,
      `GET ${target} HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n`,
    );
    expect(statusesOf(heard)).toEqual(['200']);
    expect(seen.map((url) => url.replace(/#.*$/, ''))).toEqual([expected]);
  });
});

describe('a method that the Web knows no request for', () => {
  it.each(['TRACE', 'OPTIONS', 'DELETE'])(
    '%s is answered, on every kind of address',
    async (method) => {
      const { port } = await start();
      for (const path of ['/v1/messages', '/somewhere', '*']) {
        if (path === '*' && method !== 'OPTIONS') continue;
        const heard = await talk(
          port,
          `${method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
        );
        expect(statusesOf(heard), path).toEqual([path === '/v1/messages' ? '405' : '404']);
        expect(heard).not.toMatch(/access-control-/i);
      }
    },
  );
});

describe('a request that means two things', () => {
  const two = (head: string) =>
    `POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: ${testKey}\r\n${head}\r\n\r\n`;

  it.each([
    ['two lengths', two('content-length: 5\r\ncontent-length: 6') + 'x'.repeat(11)],
    ['a length and chunks', `${two('content-length: 5\r\ntransfer-encoding: chunked')}0\r\n\r\n`],
    ['chunks that are not last', `${two('transfer-encoding: chunked, gzip')}0\r\n\r\n`],
    ['a hidden header', two('x-a: b\nx-c: d\r\ncontent-length : 0')],
    ['a folded header', two('x-a: b\r\n folded: c\r\ncontent-length: 0')],
    ['an unknown coding', `${two('transfer-encoding: xchunked')}0\r\n\r\n`],
  ])('with %s is refused and closes the connection', async (_how, text) => {
    const { port, statuses } = await start();
    const heard = await talk(port, text, `GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n`);
    expect(statusesOf(heard)[0]).toMatch(/^4\d\d$/);
    expect(heard).not.toContain('"ok":true');
    expect(statuses.every((status) => status >= 400)).toBe(true);
  });
});

describe('headers beyond bounds', () => {
  it('are refused without harm to the next client', async () => {
    const { port } = await start();
    const large = await talk(
      port,
      `GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
    );
    expect(statusesOf(large)).toEqual(['431']);
    const usual = await talk(
      port,
      `GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(8_000)}\r\nconnection: close\r\n\r\n`,
    );
    expect(statusesOf(usual)).toEqual(['200']);
  });
});

describe('many requests on one connection', () => {
  it('are answered in their order', async () => {
    const { port } = await start(({ json }) => ({
      answer: { text: String(json?.['metadata'] && JSON.stringify(json['metadata'])) },
      timing: { headersDelayMs: JSON.stringify(json).includes('first') ? 80 : 0 },
    }));
    const post = (name: string) => {
      const text = body({ metadata: { user_id: name } });
      return `POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: ${testKey}\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
    };
    const heard = await talk(port, post('first') + post('second') + post('third'));
    expect(statusesOf(heard)).toEqual(['200', '200', '200']);
    expect(heard.indexOf('first')).toBeLessThan(heard.indexOf('second'));
    expect(heard.indexOf('second')).toBeLessThan(heard.indexOf('third'));
  });
});

describe('a client that takes a whole answer and reads none of it', () => {
  it('is let go', async () => {
    const { gateway, statuses } = await start(() => ({ answer: { text: 'x'.repeat(20_000_000) } }));
    const server = createServer(createNodeListener(gateway, undefined, { lingerMs: 100 }));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    const closed = new Promise<void>((resolve) => {
      server.on('connection', (socket) => socket.on('close', () => resolve()));
    });
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => {});
    socket.pause();
    const text = body();
    socket.write(
      `POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: ${testKey}\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
    );
    await closed;
    expect(statuses).toEqual([200]);
    socket.destroy();
  });
});

describe('a body without end that nobody wants', () => {
  it.each([
    ['without a key', '', '401'],
    ['at an address that is not there', 'x', '404'],
  ])('%s closes the connection after a while', async (_who, suffix, status) => {
    const { port } = await start();
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.on('data', (piece: Buffer) => {
      heard += piece.toString();
    });
    socket.on('error', () => {});
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.write(
      `POST /v1/messages${suffix} HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999\r\n\r\n`,
    );
    const piece = Buffer.alloc(1_000_000);
    const pump = () => {
      while (!socket.destroyed && socket.bytesWritten < 500_000_000) {
        if (!socket.write(piece)) return void socket.once('drain', pump);
      }
      socket.destroy();
    };
    pump();
    await closed;
    expect(statusesOf(heard)).toEqual([status]);
    expect(socket.bytesWritten).toBeLessThan(200_000_000);
  });
});
