import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Gateway } from '@gateway/core';
import { answerWithFetch, type FetchHandler } from './answer-with-fetch.ts';
import type { NodeCall } from './node-call.ts';
import { createNodeSink } from './node-sink.ts';
import { toGatewayCall } from './to-gateway-call.ts';

/** The part of a Hono app that the listener needs. */
export interface FetchApp {
  /** Answers a Web request. */
  readonly fetch: FetchHandler;
}

/** Settings of {@link createNodeListener}. */
export interface NodeListenerOptions {
  /**
   * How long a client may read nothing of an answer that is complete here, milliseconds (300 s);
   * then its connection is closed.
   */
  readonly lingerMs?: number;
}

const defaultLingerMs = 300_000;

/** Methods that a Web `Request` refuses to have. */
const withoutWebRequest: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK']);

/**
 * Makes a listener for `http.createServer`. Data-plane calls go straight to the gateway's native
 * door; everything else goes to the app. A client that is refused before its body was read gets its
 * answer and loses the connection, unless the rest is small.
 *
 * Node answers `Expect: 100-continue` itself before this listener hears of a call;
 * {@link attachNodeListener} is asked first.
 *
 * @param app - absent = the gateway answers everything, with a 404 where it knows nothing
 * @throws never
 * @example createServer(createNodeListener(gateway, createApp(gateway))).listen(8317, '127.0.0.1')
 */
export function createNodeListener(
  gateway: Gateway,
  app?: FetchApp,
  options: NodeListenerOptions = {},
): RequestListener {
  const answer = createAnswerer(gateway, app, options);
  return (request, response) => answer({ request, response, awaitsContinue: false });
}

/**
 * Puts a gateway behind a server: {@link createNodeListener}, and `Expect: 100-continue` is answered
 * only when key, address and announced length are found right.
 *
 * @returns the same server
 * @throws never
 * @example attachNodeListener(createServer(), gateway, createApp(gateway)).listen(8317, '127.0.0.1')
 */
export function attachNodeListener(server: Server, gateway: Gateway, app?: FetchApp): Server {
  const answer = createAnswerer(gateway, app, {});
  server.on('request', (request, response) => answer({ request, response, awaitsContinue: false }));
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    answer({ request, response, awaitsContinue: true }),
  );
  return server;
}

function createAnswerer(
  gateway: Gateway,
  app: FetchApp | undefined,
  { lingerMs = defaultLingerMs }: NodeListenerOptions,
): (call: NodeCall) => void {
  return (call) => {
    const { url = '/', method = 'GET' } = call.request;
    const isData = !app || gateway.owns(url) || withoutWebRequest.has(method);
    const answered = isData
      ? gateway.handle(toGatewayCall(call), createNodeSink(call, lingerMs))
      : answerWithFetch(app.fetch, call);
    // Neither rejects for a call that can be answered; what is left is a broken connection.
    answered.catch(() => call.response.destroy());
  };
}
