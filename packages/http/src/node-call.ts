import type { IncomingMessage, ServerResponse } from 'node:http';

/** One call of a Node server: what came, and where the answer goes. */
export interface NodeCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Whether the client holds its body back until it is told that somebody wants it. */
  awaitsContinue: boolean;
}

/** Bytes of an unwanted rest that are worth a connection; of a longer rest no more are read. */
const maxRestBytes = 64 * 1024;
/** How long a client may take to notice that it was refused, milliseconds. */
const noticeMs = 500;

/**
 * Tells whether a body was announced.
 *
 * @throws never
 */
export function hasBody({ headers }: IncomingMessage): boolean {
  if (headers['transfer-encoding'] !== undefined) return true;
  return headers['content-length'] !== undefined && headers['content-length'] !== '0';
}

/**
 * Says that the body is wanted, to a client that waits to hear it.
 *
 * @throws never
 */
export function wantBody(call: NodeCall): void {
  if (!call.awaitsContinue) return;
  call.awaitsContinue = false;
  if (!call.response.headersSent) call.response.writeContinue();
}

/**
 * Tells, as an answer begins, whether it must end the connection, because reading what is still to
 * come of the body would cost more than another connection.
 *
 * @throws never
 */
export function closesWithAnswer(call: NodeCall): boolean {
  const { request, awaitsContinue } = call;
  if (request.complete || !hasBody(request)) return false;
  // Whether such a client sends its body after all is its own choice; nobody can tell.
  if (awaitsContinue) return true;
  const length = request.headers['content-length'];
  return length === undefined || Number(length) > maxRestBytes;
}

/**
 * Ends an answer. Where the client still sends what nobody reads, a little of it is taken while the
 * client gets the answer; then the connection is closed.
 *
 * @throws never
 */
export function endAnswer(call: NodeCall): void {
  const { request, response, awaitsContinue } = call;
  if (awaitsContinue || !closesWithAnswer(call)) {
    response.end();
    if (!request.complete) request.resume();
    return;
  }
  let restBytes = 0;
  const finish = () => {
    clearTimeout(timer);
    request.off('end', finish).off('close', finish);
    response.end();
  };
  const timer = setTimeout(finish, noticeMs);
  request.once('end', finish);
  request.once('close', finish);
  request.on('data', (piece: Uint8Array) => {
    restBytes += piece.byteLength;
    if (restBytes > maxRestBytes) request.pause();
  });
  request.resume();
}
