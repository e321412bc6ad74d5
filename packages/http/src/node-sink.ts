import type { AnswerHeaders, GatewaySink } from '@gateway/core';
import { closesWithAnswer, endAnswer, type NodeCall } from './node-call.ts';

/**
 * Makes the sink of a Node response. Bytes go to the socket as they are, without a copy.
 *
 * @param lingerMs - how long the client may read nothing once the answer is complete
 * @throws never
 */
export function createNodeSink(call: NodeCall, lingerMs: number): GatewaySink {
  const { response } = call;
  return {
    head(status: number, headers: AnswerHeaders) {
      if (response.headersSent) return;
      const closing = closesWithAnswer(call) && { connection: 'close' };
      response.writeHead(status, { ...headers, ...closing });
    },
    write: (bytes) => response.destroyed || response.writableEnded || response.write(bytes),
    onDrain(callback) {
      response.on('drain', callback);
    },
    end() {
      endAnswer(call);
      // What the client does not fetch is kept for it; that must not be for ever.
      if (!response.writableFinished) response.setTimeout(lingerMs, () => response.destroy());
    },
    abort() {
      response.destroy();
    },
  };
}
