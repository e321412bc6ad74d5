import type { GatewayCall } from '@gateway/core';
import type { Headers } from '@gateway/spec';
import { readNodeBody } from './node-body.ts';
import { hasBody, type NodeCall } from './node-call.ts';

const noBytes = new Uint8Array();

/**
 * Reads a Node request as a call. The peer's address is that of the socket: headers that claim
 * another one are not believed.
 *
 * @throws never
 */
export function toGatewayCall(call: NodeCall): GatewayCall {
  const { request, response } = call;
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return {
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    // Node leaves out absent fields, so no value is `undefined` in fact.
    headers: request.headers as Headers,
    body: hasBody(request) ? readNodeBody(call) : noBytes,
    remote: request.socket.remoteAddress ?? '',
    signal: controller.signal,
  };
}
