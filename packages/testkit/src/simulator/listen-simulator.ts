import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock, Headers } from '@gateway/spec';
import { createSystemClock } from '../clock/system-clock.ts';
import type { Simulator } from './create-simulator.ts';
import type { SimulatorChunk, SimulatorResponse } from './wire.ts';

/** A request as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path with query, as sent. */
  readonly path: string;
  /** Names in lower case; a field that came several times is a list. */
  readonly headers: Headers;
  /** Names and values in turn, as sent. */
  readonly rawHeaders: readonly string[];
  /** The body, byte for byte. */
  readonly body: Uint8Array;
  /** Whether the caller hung up before the answer was complete. */
  readonly abandoned: boolean;
}

/** A simulator that listens on the loopback interface. */
export interface ListeningSimulator {
  /** Base address without trailing slash, e.g. `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly port: number;
  /** Every request so far, in order of arrival; a new one appears when its body is complete. */
  readonly requests: readonly ReceivedRequest[];
  /** Breaks all connections and stops listening. */
  close(): Promise<void>;
}

/** Settings of {@link listenSimulator}. */
export interface ListenOptions {
  /** TCP port; absent or 0 = a free one. */
  readonly port?: number;
  /** Measures the pauses; absent = real time. */
  readonly clock?: Clock;
}

type RequestLog = ReceivedRequest & { abandoned: boolean };

const readBody = async (request: IncomingMessage): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = [];
  // Without `setEncoding` a request yields buffers; its type does not say so.
  for await (const piece of request) pieces.push(piece as Uint8Array);
  const body = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    body.set(piece, at);
    at += piece.length;
  }
  return body;
};

const toHeaders = (request: IncomingMessage): Headers => {
  const headers: Record<string, string | readonly string[]> = {};
  for (const [name, values = []] of Object.entries(request.headersDistinct)) {
    headers[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return headers;
};

const logRequest = (request: IncomingMessage, body: Uint8Array): RequestLog => ({
  method: request.method ?? 'GET',
  path: request.url ?? '/',
  headers: toHeaders(request),
  rawHeaders: request.rawHeaders,
  body,
  abandoned: false,
});

const writeChunk = async (
  response: ServerResponse,
  chunk: SimulatorChunk,
  wait: (ms: number) => Promise<void>,
): Promise<void> => {
  if (!(chunk instanceof Uint8Array)) return wait(chunk.delayMs);
  // Each piece leaves in a write of its own, so that the reader sees the cuts.
  await new Promise<void>((resolve) => response.write(chunk, () => resolve()));
};

/** Writes head and pieces; tells whether the caller is still there afterwards. */
const sendResponse = async (
  response: ServerResponse,
  { delayMs, status, headers, chunks }: SimulatorResponse,
  wait: (ms: number) => Promise<void>,
): Promise<boolean> => {
  if (delayMs > 0) await wait(delayMs);
  if (response.destroyed) return false;
  response.writeHead(status, headers);
  response.flushHeaders();
  for (const chunk of chunks) {
    await writeChunk(response, chunk, wait);
    if (response.destroyed) return false;
  }
  return true;
};

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    // A TCP server's address is an object; only pipes have strings.
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/**
 * Lets a simulator listen on a real loopback socket and keeps what it receives.
 *
 * @throws `Error` when the port is taken, or where the platform has no Node core modules
 * @example
 * const upstream = await listenSimulator(createSimulator({ clock: createSystemClock() }));
 * await fetch(`${upstream.url}/v1/models`);
 */
export async function listenSimulator(
  simulator: Simulator,
  options: ListenOptions = {},
): Promise<ListeningSimulator> {
  // Not an import: the simulator's entry must also bundle for platforms without Node.
  const { createServer } = process.getBuiltinModule('node:http');
  const { port = 0, clock = createSystemClock() } = options;
  const requests: RequestLog[] = [];

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const hangUp = new AbortController();
    const log = logRequest(request, await readBody(request));
    requests.push(log);
    response.on('close', () => hangUp.abort());
    // Waits end early when the caller hangs up; the writer then sees a destroyed response.
    const wait = (ms: number) => clock.sleep(ms, hangUp.signal).catch(() => {});
    const simulated = simulator.handle(log);
    const complete = await sendResponse(response, simulated, wait);
    log.abandoned = !complete;
    if (!complete) return;
    if (simulated.end === 'reset') response.socket?.resetAndDestroy();
    else response.end();
  };

  const server = createServer((request, response) => {
    // A body that breaks off is the caller hanging up: there is nobody to answer.
    answer(request, response).catch(() => response.destroy());
  });
  const boundPort = await listen(server, port);
  return {
    url: `http://127.0.0.1:${boundPort}`,
    port: boundPort,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
