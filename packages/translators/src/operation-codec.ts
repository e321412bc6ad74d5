import type { Body, Headers, Operation, OperationMap } from '@gateway/spec';
import type { DecodeRequestContext, EncodeRequestContext, WireRequest } from './codec.ts';

/** An answer as it is on the wire. Its body need not be JSON. */
export interface WireAnswer {
  /** HTTP status. */
  readonly status: number;
  /** Header fields, lower-case names. */
  readonly headers: Headers;
  /** JSON, bytes, a stream or a form. */
  readonly body: Body;
}

/**
 * What a dialect knows about one operation besides `generate`: speech, transcripts, vectors and
 * the like, whose bodies may be bytes, streams or forms.
 */
export interface OperationCodec<Name extends Operation> {
  /** @throws `GatewayError` `invalid_request` naming the field */
  decodeRequest(request: WireRequest, options: DecodeRequestContext): OperationMap[Name]['request'];
  /** Writes the request; what it cannot say is reported. */
  encodeRequest(request: OperationMap[Name]['request'], options: EncodeRequestContext): WireRequest;
  /** @throws `GatewayError` `upstream_invalid_response` when the body is not an answer */
  decodeResponse(answer: WireAnswer): OperationMap[Name]['response'];
  /** Writes the answer for a client. */
  encodeResponse(response: OperationMap[Name]['response']): WireAnswer;
}
