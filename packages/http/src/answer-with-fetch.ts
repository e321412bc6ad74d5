import type { ServerResponse } from 'node:http';
import { readNodeBody } from './node-body.ts';
import { closesWithAnswer, endAnswer, type NodeCall } from './node-call.ts';

/** Answers a Web request. */
export type FetchHandler = (request: Request) => Response | Promise<Response>;

/**
 * Answers a Node request through a `fetch`-like function; for routes where convenience counts more
 * than microseconds.
 *
 * @returns resolves when the answer is complete
 * @throws what the function throws
 */
export async function answerWithFetch(fetchLike: FetchHandler, call: NodeCall): Promise<void> {
  const { response } = call;
  const hangUp = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) hangUp.abort();
  });
  const answer = await fetchLike(toWebRequest(call, hangUp.signal));
  const closing = closesWithAnswer(call) && { connection: 'close' };
  response.writeHead(answer.status, { ...toNodeHeaders(answer.headers), ...closing });
  if (answer.body) await writeBody(answer.body, response);
  endAnswer(call);
}

function toWebRequest(call: NodeCall, signal: AbortSignal): Request {
  const { request } = call;
  const { method = 'GET', url = '/' } = request;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const field of [value ?? []].flat()) headers.append(name, field);
  }
  return new Request(toFixedAddress(url), {
    method,
    headers,
    signal,
    ...(hasBody && { body: toWebStream(call), duplex: 'half' }),
  });
}

/**
 * The host plays no part in routing; a fixed one keeps a forged one from mattering, in whichever of
 * its forms the request line names it.
 */
function toFixedAddress(url: string): URL {
  const local = url.startsWith('/') ? url : url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  return new URL(`http://gateway.invalid${local.startsWith('/') ? '' : '/'}${local}`);
}

function toWebStream(call: NodeCall): ReadableStream<Uint8Array> {
  let pieces: AsyncIterator<Uint8Array> | undefined;
  const source: UnderlyingDefaultSource<Uint8Array> = {
    async pull(controller) {
      pieces ??= readNodeBody(call)[Symbol.asyncIterator]();
      const step = await pieces.next();
      if (step.done) controller.close();
      else controller.enqueue(step.value);
    },
    async cancel() {
      await pieces?.return?.();
    },
  };
  // Nothing is read ahead: nobody may want the body.
  return new ReadableStream(source, { highWaterMark: 0 });
}

function toNodeHeaders(headers: Headers): Record<string, string | string[]> {
  const cookies = headers.getSetCookie();
  return {
    ...Object.fromEntries(headers),
    ...(cookies.length > 0 && { 'set-cookie': cookies }),
  };
}

async function writeBody(
  body: ReadableStream<Uint8Array>,
  response: ServerResponse,
): Promise<void> {
  for await (const bytes of body) {
    if (response.destroyed) return;
    if (!response.write(bytes)) await waitForDrain(response);
  }
}

function waitForDrain(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      response.off('drain', settle);
      response.off('close', settle);
      resolve();
    };
    response.once('drain', settle);
    response.once('close', settle);
  });
}
