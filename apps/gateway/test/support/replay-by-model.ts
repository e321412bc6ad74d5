import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RecordedCase } from './recorded-exchanges.ts';

/** A loopback upstream that answers each model name with one recorded response. */
export interface ReplayUpstream {
  /** Origin, e.g. `http://127.0.0.1:41234`. */
  readonly url: string;
  /** Body of the last request per model name, byte for byte. */
  readonly received: ReadonlyMap<string, Uint8Array>;
  close(): Promise<void>;
}

/** Starts an upstream that replays recorded responses, chosen by the `model` of the request. */
export async function startReplayByModel(cases: readonly RecordedCase[]): Promise<ReplayUpstream> {
  const byModel = new Map(cases.map((item) => [item.upstreamModel, item]));
  const received = new Map<string, Uint8Array>();
  const server = createServer((request, response) => {
    void readBody(request).then((bytes) => {
      const { model } = JSON.parse(bytes.toString('utf8')) as { model: string };
      received.set(model, bytes);
      answer(byModel.get(model), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function answer(item: RecordedCase | undefined, response: ServerResponse): void {
  if (!item) {
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end('{"error":{"message":"no recording for this model"}}');
    return;
  }
  const { status, headers, sse, body } = item.exchange.response;
  const type = sse === undefined ? 'application/json' : 'text/event-stream';
  response.writeHead(status, { 'content-type': type, ...pickHeaders(headers) });
  response.end(sse ?? (typeof body === 'string' ? body : JSON.stringify(body)));
}

function pickHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) =>
    /^(content-type|retry-after|x-ratelimit-)/.test(name),
  );
  return Object.fromEntries(kept);
}
