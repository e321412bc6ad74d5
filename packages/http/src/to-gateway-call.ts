import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayCall } from '@gateway/core';
import type { Headers } from '@gateway/spec';
import { readNodeBody } from './node-body.ts';

const noBytes = new Uint8Array();

/**
 * Reads a Node request as a call. The peer's address is that of the socket: headers that claim
 * another one are not believed.
 *
 * @param response - tells when the client hangs up
 * @throws never
 */
export function toGatewayCall(request: IncomingMessage, response: ServerResponse): GatewayCall {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return {
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    // Node leaves out absent fields, so no value is `undefined` in fact.
    headers: request.headers as Headers,
    body: hasBody(request) ? readNodeBody(request) : noBytes,
    remote: request.socket.remoteAddress ?? '',
    signal: controller.signal,
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  if (headers['transfer-encoding'] !== undefined) return true;
  return headers['content-length'] !== undefined && headers['content-length'] !== '0';
}
