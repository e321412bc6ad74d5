import { stringifyJson } from '@gateway/protocols';
import { type Body, GatewayError, type TransportRequest } from '@gateway/spec';

/** A body ready for a transport. */
export interface EncodedBody {
  /** Absent where there is no body. */
  readonly mediaType?: string;
  readonly body?: NonNullable<TransportRequest['body']>;
}

/**
 * Turns a body into bytes. JSON becomes one buffer, so that its length is known and a retry sends
 * exactly the same.
 *
 * @throws `GatewayError` `unsupported` for forms: an operation that has one writes its own bytes
 */
export function encodeBody(body: Body): EncodedBody {
  switch (body.kind) {
    case 'none':
      return {};
    case 'json':
      return {
        mediaType: 'application/json',
        body: new TextEncoder().encode(stringifyJson(body.value)),
      };
    case 'bytes':
      return { mediaType: body.mediaType, body: body.bytes };
    case 'stream':
      return { mediaType: body.mediaType, body: body.stream };
    case 'form':
      throw new GatewayError({
        code: 'unsupported',
        message: 'A form cannot be sent to this upstream.',
      });
  }
}
