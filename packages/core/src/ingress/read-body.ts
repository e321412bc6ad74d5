import { GatewayError } from '@gateway/spec';

/**
 * Reads a body to its end.
 *
 * @param maxBytes - more than this many bytes are refused without being kept
 * @throws `GatewayError` `request_too_large`; whatever the source throws
 */
export async function readBody(
  body: Uint8Array | AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array> {
  if (body instanceof Uint8Array) {
    if (body.byteLength > maxBytes) throw tooLarge(maxBytes);
    return body;
  }
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    pieces.push(piece);
  }
  return joinBytes(pieces, size);
}

/**
 * Lays pieces end to end; a single piece is returned as it is.
 *
 * @param size - sum of the lengths, bytes
 * @throws never
 */
export function joinBytes(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only) return only;
  const joined = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.byteLength;
  }
  return joined;
}

function tooLarge(maxBytes: number): GatewayError {
  return new GatewayError({
    code: 'request_too_large',
    message: `The request body is larger than ${maxBytes} bytes.`,
  });
}
