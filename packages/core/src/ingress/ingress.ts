import { parseJson } from '@gateway/protocols';
import { GatewayError, type Headers, type Json } from '@gateway/spec';
import type { ModelRequest } from '../request-context.ts';
import { inflateBody } from './inflate-body.ts';
import { inspectBody } from './inspect-body.ts';
import { readBody } from './read-body.ts';

/** A call whose body is still to be read. */
export interface UnreadCall {
  readonly headers: Headers;
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

/**
 * Reads a request for a model: bytes in, inflated, looked through once.
 *
 * @param maxBytes - limit of the body, before and after inflation
 * @throws `GatewayError` `request_too_large`, `unsupported_media_type`, `invalid_request`,
 *   `client_closed`
 */
export async function ingress(call: UnreadCall, maxBytes: number): Promise<ModelRequest> {
  refuseAnnouncedSize(call.headers, maxBytes);
  const sent = await readWhole(call.body, maxBytes);
  const encoding = call.headers['content-encoding'];
  const bytes = encoding === undefined ? sent : await inflateBody(sent, String(encoding), maxBytes);
  let parsed: { readonly value: Json } | undefined;
  return {
    ...inspectBody(bytes),
    json() {
      parsed ??= { value: parseJson(new TextDecoder().decode(bytes)) };
      return parsed.value;
    },
  };
}

async function readWhole(body: UnreadCall['body'], maxBytes: number): Promise<Uint8Array> {
  try {
    return await readBody(body, maxBytes);
  } catch (cause) {
    // Whatever a runtime throws here, the bytes stopped coming.
    throw GatewayError.fromUnknown(cause, 'client_closed');
  }
}

/** What is too large by its own account need not be read. */
function refuseAnnouncedSize(headers: Headers, maxBytes: number): void {
  if (Number(headers['content-length'] ?? 0) <= maxBytes) return;
  throw new GatewayError({
    code: 'request_too_large',
    message: `The request body is larger than ${maxBytes} bytes.`,
  });
}
