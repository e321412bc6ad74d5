import type { Dialect, GatewayErrorFields } from '@gateway/spec';
import type { ErrorRendering } from './codec.ts';
import { decodeError, type UpstreamErrorResponse } from './error/decode-error.ts';
import { renderError } from './render-error.ts';

/** What {@link translateError} takes. */
export interface TranslateErrorOptions {
  /** The client's dialect. */
  readonly from: Dialect;
  /** The upstream's dialect. */
  readonly to: Dialect;
  /** The upstream's failure; any envelope is understood, whatever `to` says. */
  readonly response: UpstreamErrorResponse;
  /** Id of the request, where the client's dialect repeats it. */
  readonly requestId?: string;
  /** Wall clock, epoch milliseconds, for retry hints that are dates; absent = those are skipped. */
  readonly nowMs?: number;
}

/** An upstream's failure in the client's dialect. */
export interface TranslatedError {
  /** What to answer the client. */
  readonly response: ErrorRendering;
  /** The error as data, with the upstream's evidence for redacted logs. */
  readonly error: GatewayErrorFields;
}

/**
 * Translates an upstream's error into the client's dialect. Faults of the gateway's own credential
 * never look like a fault of the client's.
 *
 * @returns status, headers and body to answer with, and the error as data
 * @throws `GatewayError` `unsupported` when the client's dialect cannot be translated
 */
export function translateError(options: TranslateErrorOptions): TranslatedError {
  const { from, to, response, requestId, nowMs } = options;
  const decoded = decodeError(response, { dialect: to, ...(nowMs !== undefined && { nowMs }) });
  const error = from === to ? decoded : withoutParam(decoded);
  const rendering = renderError({ to: from, error, ...(requestId !== undefined && { requestId }) });
  return { response: rendering, error };
}

// The upstream names a field of its own body, which the client has never seen.
function withoutParam(error: GatewayErrorFields): GatewayErrorFields {
  const { param: _param, ...rest } = error;
  return rest;
}
