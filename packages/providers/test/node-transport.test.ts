import { constants, createGzip, gzipSync, zstdCompressSync } from 'node:zlib';
import { GatewayError, type TransportTimeouts } from '@gateway/spec';
import { createVirtualClock } from '@gateway/testkit/clock';
import { afterEach, describe, expect, it } from 'vitest';
import { createGuardedLookup } from '../src/node/create-guarded-lookup.ts';
import { createOriginPools } from '../src/node/create-origin-pools.ts';
import { createNodeTransport, type NodeTransportOptions } from '../src/node/index.ts';
import { toTransportError } from '../src/node/to-transport-error.ts';
import { startRawServer, startServer } from './loopback.ts';
import { createRecorder } from './recorder.ts';

const timeouts: TransportTimeouts = {
  connectMs: 1_000,
  headersMs: 10_000,
  idleMs: 20_000,
  totalMs: 0,
};

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const open = (options: NodeTransportOptions = {}) => {
  const clock = createVirtualClock();
  const transport = createNodeTransport({ clock, ...options });
  const send = (url: string, privateOrigins: readonly string[] = []) => {
    const recorder = createRecorder();
    const call = transport.send(
      { method: 'POST', url, headers: {}, body: '{}', timeouts, privateOrigins },
      recorder,
    );
    return { call, recorder };
  };
  return { clock, transport, send };
};

const serve = async (...answer: Parameters<typeof startServer>) => {
  const server = await startServer(...answer);
  cleanups.push(server.close);
  return server;
};

describe('the egress guard of createNodeTransport', () => {
  it('refuses a public-looking name that resolves to a private address', async () => {
    const { send } = open({ resolve: async () => [{ address: '10.0.0.1', family: 4 }] });
    expect((await send('http://rebind.example.com/').recorder.ended)?.code).toBe('egress_denied');
  });

  it('refuses a name of which only one address is private', async () => {
    const { send } = open({
      resolve: async () => [
        { address: '8.8.8.8', family: 4 },
        { address: '::1', family: 6 },
      ],
    });
    expect((await send('http://rebind.example.com/').recorder.ended)?.code).toBe('egress_denied');
  });

  it('refuses a listed name that resolves to a metadata service', async () => {
    const { send } = open({ resolve: async () => [{ address: '169.254.169.254', family: 4 }] });
    const { recorder } = send('http://vllm:8000/v1', ['http://vllm:8000']);
    expect((await recorder.ended)?.code).toBe('egress_denied');
  });

  it('connects a listed name to the very address that was checked, after one resolution', async () => {
    const server = await serve((request, response) => response.end(request.headers.host));
    const answers = ['127.0.0.1', '169.254.169.254'];
    let resolutions = 0;
    const origin = `http://upstream.test:${server.port}`;
    const { send } = open({
      resolve: async () => {
        resolutions += 1;
        return [{ address: answers.shift() ?? '', family: 4 }];
      },
    });
    const { recorder } = send(`${origin}/`, [origin]);
    expect(await recorder.ended).toBeUndefined();
    expect(recorder.text()).toBe(`upstream.test:${server.port}`);
    expect(resolutions).toBe(1);
  });

  it('checks again for each new connection, when the name has changed its address', async () => {
    const server = await serve((_request, response) => {
      response.setHeader('connection', 'close');
      response.end('ok');
    });
    const answers = ['127.0.0.1', '169.254.169.254'];
    const origin = `http://upstream.test:${server.port}`;
    const { send } = open({ resolve: async () => [{ address: answers.shift() ?? '', family: 4 }] });
    expect(await send(origin, [origin]).recorder.ended).toBeUndefined();
    expect((await send(origin, [origin]).recorder.ended)?.code).toBe('egress_denied');
  });

  it('does not lend connections of a listed origin to calls that do not list it', async () => {
    const server = await serve((_request, response) => response.end('ok'));
    const origin = `http://upstream.test:${server.port}`;
    const { send } = open({ resolve: async () => [{ address: '127.0.0.1', family: 4 }] });
    expect(await send(origin, [origin]).recorder.ended).toBeUndefined();
    expect((await send(origin).recorder.ended)?.code).toBe('egress_denied');
  });

  it('gives a socket one address or all, as it asks, and says when there is none', async () => {
    const ask = (addresses: { address: string; family: number }[], all: boolean) =>
      new Promise((resolve) => {
        createGuardedLookup(async () => addresses, false)('a.example.com', { all }, (...got) =>
          resolve(got),
        );
      });
    const two = [
      { address: '8.8.8.8', family: 4 },
      { address: '1.1.1.1', family: 4 },
    ];
    expect(await ask(two, false)).toEqual([null, '8.8.8.8', 4]);
    expect(await ask(two, true)).toEqual([null, two]);
    expect(await ask([], true)).toEqual([expect.objectContaining({ code: 'ENOTFOUND' }), []]);
  });
});

describe('createNodeTransport', () => {
  it('names the timer when no connection comes about, and lets it go when it comes too late', async () => {
    const server = await serve((_request, response) => response.end('ok'));
    const resolution = Promise.withResolvers<{ address: string; family: number }[]>();
    const { clock, send } = open({ resolve: () => resolution.promise });
    const origin = `http://slow.test:${server.port}`;
    const { recorder } = send(origin, [origin]);
    await clock.advance(timeouts.connectMs);
    const error = await recorder.ended;
    expect(error?.code).toBe('upstream_timeout');
    expect(error?.message).toContain('connect timer');
    resolution.resolve([{ address: '127.0.0.1', family: 4 }]);
    const next = send(origin, [origin]);
    expect(await next.recorder.ended).toBeUndefined();
    expect(recorder.order).toEqual(['error upstream_timeout']);
  });

  it('says that a name which does not exist cannot be reached', async () => {
    const resolve = async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    };
    const error = await open({ resolve }).send('https://gone.example.com/').recorder.ended;
    expect(error?.code).toBe('upstream_unreachable');
    expect(error?.message).toContain('name cannot be resolved');
  });

  it('says that a server without TLS cannot be reached by https', async () => {
    const server = await serve();
    const origin = `https://127.0.0.1:${server.port}`;
    const error = await open().send(origin, [origin]).recorder.ended;
    expect(error?.code).toBe('upstream_unreachable');
    expect(error?.message).toContain('secure connection');
  });

  it('says that an answer which is not HTTP is invalid', async () => {
    const server = await startRawServer('SSH-2.0-OpenSSH_9.6\r\n\r\n', (socket) => socket.end());
    cleanups.push(server.close);
    const error = await open().send(server.origin, [server.origin]).recorder.ended;
    expect(error?.code).toBe('upstream_invalid_response');
  });

  it('reuses a connection for the next call', async () => {
    const ports: (number | undefined)[] = [];
    const server = await serve((request, response) => {
      ports.push(request.socket.remotePort);
      response.end('ok');
    });
    const { send } = open();
    await send(server.origin, [server.origin]).recorder.ended;
    // The connection is free one turn after the answer has ended.
    await new Promise((resolve) => setImmediate(resolve));
    await send(server.origin, [server.origin]).recorder.ended;
    expect(new Set(ports).size).toBe(1);
  });

  it('undoes zstd, announced or not, and two encodings on top of each other', async () => {
    const bodies: [string | undefined, Buffer][] = [
      ['zstd', zstdCompressSync('zstd body')],
      [undefined, zstdCompressSync('zstd body')],
      ['gzip, zstd', zstdCompressSync(gzipSync('zstd body'))],
    ];
    for (const [coding, bytes] of bodies) {
      const server = await serve((_request, response) => {
        if (coding) response.setHeader('content-encoding', coding);
        response.setHeader('content-type', 'application/json');
        response.end(bytes);
      });
      const { recorder } = open().send(server.origin, [server.origin]);
      expect(await recorder.ended).toBeUndefined();
      expect(recorder.text()).toBe('zstd body');
    }
  });

  it.each(['compress', 'gzip, gzip, gzip'])('refuses the content encoding %s', async (coding) => {
    const server = await serve((_request, response) => {
      response.setHeader('content-encoding', coding);
      response.end('x');
    });
    const { recorder } = open().send(server.origin, [server.origin]);
    expect((await recorder.ended)?.code).toBe('upstream_invalid_response');
  });

  it('says that a body which is not what its encoding claims is invalid', async () => {
    const server = await serve((_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end('this is not gzip');
    });
    const { recorder } = open().send(server.origin, [server.origin]);
    expect((await recorder.ended)?.code).toBe('upstream_invalid_response');
  });

  it('gives out what a cut compressed body holds before it says that it is truncated', async () => {
    const bytes = gzipSync('a'.repeat(10_000));
    const server = await serve();
    const arrived = server.nextRequest();
    const { recorder } = open().send(server.origin, [server.origin]);
    const { response } = await arrived;
    response.setHeader('content-encoding', 'gzip');
    response.write(bytes.subarray(0, -4));
    await recorder.head;
    await recorder.received(1);
    response.destroy();
    expect((await recorder.ended)?.code).toBe('upstream_truncated');
    expect(recorder.byteCount).toBeGreaterThan(0);
  });

  it('lets a compressed event through before the stream goes on', async () => {
    const server = await serve();
    const arrived = server.nextRequest();
    const { recorder } = open().send(server.origin, [server.origin]);
    const { response } = await arrived;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
    const gzip = createGzip();
    gzip.pipe(response);
    gzip.write('data: one\n\n');
    gzip.flush(constants.Z_SYNC_FLUSH);
    await recorder.received(11);
    expect(recorder.text()).toBe('data: one\n\n');
    gzip.end();
    expect(await recorder.ended).toBeUndefined();
  });

  it('refuses more calls of one origin than it may have under way', async () => {
    const server = await serve();
    const { send } = open({ maxCallsPerOrigin: 1 });
    const arrived = server.nextRequest();
    const first = send(server.origin, [server.origin]);
    const { response } = await arrived;
    const second = send(server.origin, [server.origin]);
    expect((await second.recorder.ended)?.code).toBe('overloaded');
    response.end('ok');
    expect(await first.recorder.ended).toBeUndefined();
  });

  it('does not let a header or a path smuggle a second request', async () => {
    const { transport } = open();
    const recorder = createRecorder();
    transport.send(
      {
        method: 'POST',
        url: 'http://127.0.0.1:1/',
        headers: { 'x-bad': 'a\r\nhost: evil' },
        timeouts,
        privateOrigins: ['http://127.0.0.1:1'],
      },
      recorder,
    );
    expect((await recorder.ended)?.code).toBe('internal');
  });
});

describe('createOriginPools', () => {
  const setUp = (maxPools: number) => {
    const clock = createVirtualClock();
    const log: string[] = [];
    const pools = createOriginPools({
      clock,
      maxPools,
      idleMs: 1_000,
      createPool(key) {
        log.push(`open ${key}`);
        return {
          close: async () => {
            log.push(`close ${key}`);
          },
        };
      },
    });
    return { clock, log, pools };
  };

  it('closes a pool that has been idle for long enough, and not one in use', async () => {
    const { clock, log, pools } = setUp(10);
    const first = pools.acquire('a');
    first.release();
    await clock.advance(999);
    const second = pools.acquire('a');
    await clock.advance(5_000);
    expect(log).toEqual(['open a']);
    second.release();
    second.release();
    await clock.advance(1_000);
    expect(log).toEqual(['open a', 'close a']);
  });

  it('makes room by closing the pool that has been idle longest', () => {
    const { log, pools } = setUp(2);
    const busy = pools.acquire('busy');
    pools.acquire('old').release();
    pools.acquire('new').release();
    expect(log).toEqual(['open busy', 'open old', 'close old', 'open new']);
    busy.release();
  });
});

describe('toTransportError', () => {
  it('keeps gateway errors and hides all others in their cause', () => {
    const own = new GatewayError({ code: 'client_closed', message: 'gone' });
    expect(toTransportError(own, false)).toBe(own);
    const foreign = Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:443'), {
      code: 'ECONNREFUSED',
    });
    const error = toTransportError(foreign, false);
    expect(error.message).not.toContain('10.1.2.3');
    expect(error.cause).toBe(foreign);
  });
});
