import { parseJson } from '@gateway/protocols';
import { type Clock, GatewayError, type Headers, type Json } from '@gateway/spec';
import type { Cancellation } from '../cancellation.ts';
import type { ModelRequest } from '../request-context.ts';
import { inflateBody } from './inflate-body.ts';
import { inspectBody } from './inspect-body.ts';
import { readBody } from './read-body.ts';
import { watchBody } from './watch-body.ts';

/** A call whose body is still to be read. */
export interface UnreadCall {
  readonly headers: Headers;
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  readonly cancellation: Cancellation;
}

/** How a body is read. */
export interface IngressOptions {
  /** Limit of the body, before and after inflation. */
  readonly maxBytes: number;
  readonly clock: Clock;
}

/** How long a body may be silent before it is complete, milliseconds. */
const bodyIdleMs = 60_000;

/**
 * Reads a request for a model: bytes in, inflated, looked through once.
 *
 * @throws `GatewayError` `request_too_large`, `unsupported_media_type`, `invalid_request` (also for
 *   a body that falls silent for a minute), `client_closed`; the reason of the cancellation
 */
export async function ingress(call: UnreadCall, options: IngressOptions): Promise<ModelRequest> {
  const { maxBytes } = options;
  refuseAnnouncedSize(call.headers, maxBytes);
  const sent = await readWhole(call, options);
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

async function readWhole(
  { body, cancellation }: UnreadCall,
  { maxBytes, clock }: IngressOptions,
): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return readBody(body, maxBytes);
  try {
    const watched = watchBody(body, { clock, cancellation, idleMs: bodyIdleMs });
    return await readBody(watched, maxBytes);
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
