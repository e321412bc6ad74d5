import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createGateway, type GatewayConfig } from '@gateway/core';
import { createSystemClock } from '@gateway/testkit/clock';
import { createSimulator, createSimulatorTransport, type Script } from '@gateway/testkit/simulator';
import { createApp } from '../src/create-app.ts';
import { attachNodeListener } from '../src/create-node-listener.ts';

export const testKey = 'test-key-0123456789';

const config: GatewayConfig = {
  providers: {
    upstream: {
      vendor: 'anthropic-compatible',
      apiKey: 'upstream-secret',
      baseUrl: 'https://upstream.example',
      models: ['m'],
    },
  },
  keys: [{ name: 'test', key: testKey }],
  limits: { maxBodyBytes: 1_000_000 },
};

export const body = (more: object = {}) =>
  JSON.stringify({
    model: 'upstream/m',
    max_tokens: 1_000_000_000,
    messages: [{ role: 'user', content: 'Hi' }],
    ...more,
  });

/** Starts a gateway over a simulator behind a real socket. */
export async function startServer(script?: Script) {
  const clock = createSystemClock();
  const simulator = createSimulator({ clock, ...(script && { script }) });
  const statuses: number[] = [];
  const refusals: string[] = [];
  const gateway = createGateway({
    config,
    transport: createSimulatorTransport(simulator, clock),
    observer: {
      onRequest: (trace) => void statuses.push(trace.usage.status),
      onRefusal: ({ code }) => void refusals.push(code),
    },
  });
  const server = attachNodeListener(createServer(), gateway, createApp(gateway));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    gateway,
    server,
    port,
    statuses,
    refusals,
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await gateway.close();
    },
  };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a request through node:http, where every header and every piece is ours to choose. */
export function send(
  port: number,
  options: {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Record<string, string>;
    readonly pieces?: readonly string[];
  },
): Promise<RawAnswer> {
  const { method = 'POST', path = '/v1/messages', headers = {}, pieces = [] } = options;
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { port, host: '127.0.0.1', method, path, headers: { 'x-api-key': testKey, ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          text += piece;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    for (const piece of pieces) request.write(piece);
    request.end();
  });
}

/** Talks bytes to the server and gives back all it says until it closes or falls silent. */
export function talk(port: number, ...texts: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.setEncoding('utf8');
    socket.setTimeout(300, () => socket.destroy());
    socket.on('data', (piece: string) => {
      heard += piece;
    });
    socket.on('close', () => resolve(heard));
    socket.on('error', reject);
    for (const text of texts) socket.write(text);
  });
}
