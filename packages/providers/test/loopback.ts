import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';

/** A server on the loopback address that a test talks to. */
export interface Loopback {
  readonly origin: string;
  readonly port: number;
  /** Resolves with the next request that arrives. */
  nextRequest(): Promise<{ request: IncomingMessage; response: ServerResponse; body: Buffer }>;
  close(): Promise<void>;
}

/** Starts an HTTP server; `answer` is called once the request body is complete. */
export async function startServer(
  answer: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void = () =>
    undefined,
): Promise<Loopback> {
  const waiting: ((value: Awaited<ReturnType<Loopback['nextRequest']>>) => void)[] = [];
  const listener: RequestListener = async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    waiting.shift()?.({ request, response, body });
    answer(request, response, body);
  };
  const server = createServer((request, response) => void listener(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Starts a TCP server that says exactly `bytes` to whoever asks, then does `after` to the socket. */
export async function startRawServer(
  bytes: string,
  after: (socket: Socket) => void,
): Promise<{ origin: string; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(bytes, () => after(socket)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A port on which nobody listens. */
export async function findClosedPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
