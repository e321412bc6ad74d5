import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Gateway } from '@gateway/core';
import { answerWithFetch, type FetchHandler } from './answer-with-fetch.ts';
import { createNodeSink } from './node-sink.ts';
import { toGatewayCall } from './to-gateway-call.ts';

/** The part of a Hono app that the listener needs. */
export interface FetchApp {
  /** Answers a Web request. */
  readonly fetch: FetchHandler;
}

/**
 * Makes a listener for `http.createServer`. Data-plane calls go straight to the gateway's native
 * door; everything else goes to the app.
 *
 * @param app - absent = the gateway answers everything, with a 404 where it knows nothing
 * @throws never
 * @example createServer(createNodeListener(gateway, createApp(gateway))).listen(8317, '127.0.0.1')
 */
export function createNodeListener(gateway: Gateway, app?: FetchApp): RequestListener {
  return (request: IncomingMessage, response: ServerResponse) => {
    const isData = !app || gateway.owns(request.url ?? '/');
    const answered = isData
      ? gateway.handle(toGatewayCall(request, response), createNodeSink(response))
      : answerWithFetch(app.fetch, request, response);
    // Neither rejects for a call that can be answered; what is left is a broken connection.
    answered.catch(() => response.destroy());
  };
}
