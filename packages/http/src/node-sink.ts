import type { ServerResponse } from 'node:http';
import type { AnswerHeaders, GatewaySink } from '@gateway/core';

/**
 * Makes the sink of a Node response. Bytes go to the socket as they are, without a copy.
 *
 * @throws never
 */
export function createNodeSink(response: ServerResponse): GatewaySink {
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
    },
    abort() {
      response.destroy();
    },
  };
}
