import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Gateway } from '@gateway/core';
import { answerWithFetch, type FetchHandler } from './answer-with-fetch.ts';
import { discard } from './node-body.ts';
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
 * door; everything else goes to the app.
 *
 * @param app - absent = the gateway answers everything, with a 404 where it knows nothing
 * @throws never
 * @example createServer(createNodeListener(gateway, createApp(gateway))).listen(8317, '127.0.0.1')
 */
export function createNodeListener(
  gateway: Gateway,
  app?: FetchApp,
  { lingerMs = defaultLingerMs }: NodeListenerOptions = {},
): RequestListener {
  return (request: IncomingMessage, response: ServerResponse) => {
    const { url = '/', method = 'GET' } = request;
    boundUnreadBody(request, response);
    const isData = !app || gateway.owns(url) || withoutWebRequest.has(method);
    const answered = isData
      ? gateway.handle(toGatewayCall(request, response), createNodeSink(response, lingerMs))
      : answerWithFetch(app.fetch, request, response);
    // Neither rejects for a call that can be answered; what is left is a broken connection.
    answered.catch(() => response.destroy());
  };
}

/** Node itself would read a body that was refused unread for as long as it comes. */
function boundUnreadBody(request: IncomingMessage, response: ServerResponse): void {
  response.prependOnceListener('finish', () => {
    if (request.complete) return;
    // Marks the body as read, or Node drops it where nobody can count it.
    request.read(0);
    discard(request);
  });
}
