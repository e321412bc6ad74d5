import type { ServerResponse } from 'node:http';
import type { AnswerHeaders, GatewaySink } from '@gateway/core';

/**
 * Makes the sink of a Node response. Bytes go to the socket as they are, without a copy.
 *
 * @param lingerMs - how long the client may read nothing once the answer is complete
 * @throws never
 */
export function createNodeSink(response: ServerResponse, lingerMs: number): GatewaySink {
  return {
    head(status: number, headers: AnswerHeaders) {
      if (!response.headersSent) response.writeHead(status, headers);
    },
    write: (bytes) => response.destroyed || response.writableEnded || response.write(bytes),
    onDrain(callback) {
      response.on('drain', callback);
    },
    end() {
      response.end();
      // What the client does not fetch is kept for it; that must not be for ever.
      if (!response.writableFinished) response.setTimeout(lingerMs, () => response.destroy());
    },
    abort() {
      response.destroy();
    },
  };
}
