import {
  type Dialect,
  type ErrorCode,
  errorTable,
  type GatewayErrorFields,
  type Headers,
  type Json,
  type UpstreamEvidence,
} from '@gateway/spec';
import { classifyError } from './classify-error.ts';
import { type ErrorEnvelope, readErrorEnvelope } from './error-envelope.ts';
import { readRetryAfterMs } from './read-retry-after.ts';
import { sanitiseMessage } from './sanitise-message.ts';

/** A failure as an upstream answered it. */
export interface UpstreamErrorResponse {
  /** HTTP status; 200 for errors inside a stream or inside a successful answer. */
  readonly status: number;
  /** Header fields, lower-case names. */
  readonly headers?: Headers;
  /** The body in any form: bytes, text, or parsed JSON. */
  readonly body: string | Uint8Array | Json;
}

/** What else helps to read a failure. */
export interface DecodeErrorOptions {
  /** The upstream's dialect, noted in the evidence; the body is tried as every dialect anyway. */
  readonly dialect?: Dialect;
  /** Wall clock, epoch milliseconds, for retry hints that are dates; absent = such hints are skipped. */
  readonly nowMs?: number;
}

const maxEvidenceLength = 4096;
const maxReadLength = 65_536;

/**
 * Reads any upstream's error, whatever envelope it is in: every dialect's own, JSON nested in
 * messages, HTML pages, plain text, and errors inside a 200.
 *
 * @param response - status, headers and body as received; a parsed body is accepted as it is
 * @returns code, a message that is safe to show (addresses, keys and account ids removed), the
 * retry hint in milliseconds, the upstream's own code, and the raw evidence for redacted logs
 * @throws never
 * @example decodeError({ status: 429, body: '{"error":{"message":"slow down"}}' }).code
 * // 'upstream_rate_limited'
 */
export function decodeError(
  response: UpstreamErrorResponse,
  options: DecodeErrorOptions = {},
): GatewayErrorFields {
  const envelope = readErrorEnvelope(toReadable(response.body));
  const retryAfterMs = readRetryAfterMs({
    headers: response.headers ?? {},
    nodes: envelope.nodes,
    message: envelope.message,
    nowMs: options.nowMs ?? 0,
  });
  const code = classify(response, envelope, retryAfterMs !== undefined);
  const nativeCode = envelope.words[0];
  return {
    code,
    message: messageFor(code, envelope.message),
    ...(envelope.param !== undefined && { param: envelope.param }),
    ...(retryAfterMs !== undefined && mayRetry(code) && { retryAfterMs }),
    ...(nativeCode !== undefined && { nativeCode: sanitiseMessage(nativeCode) }),
    upstream: evidence(response, options.dialect),
  };
}

function classify(
  response: UpstreamErrorResponse,
  envelope: ErrorEnvelope,
  hasRetryHint: boolean,
): ErrorCode {
  const amazonType = headerText(response.headers, 'x-amzn-errortype');
  return classifyError({
    status: response.status >= 400 ? response.status : (envelope.status ?? 0),
    words: [...envelope.words, amazonType].join(' ').toLowerCase(),
    message: envelope.message.slice(0, maxEvidenceLength).toLowerCase(),
    readable: envelope.message !== '' || envelope.words.length > 0,
    hasRetryHint,
  });
}

function toReadable(body: UpstreamErrorResponse['body']): Json {
  if (!(body instanceof Uint8Array))
    return typeof body === 'string' ? body.slice(0, maxReadLength) : body;
  return new TextDecoder().decode(body.subarray(0, maxReadLength));
}

// What an upstream says about our own credential or account is not the caller's business.
const privateCodes: ReadonlySet<ErrorCode> = new Set([
  'upstream_credential_rejected',
  'upstream_credential_expired',
  'upstream_quota_exhausted',
]);

function messageFor(code: ErrorCode, message: string): string {
  const safe = privateCodes.has(code) ? '' : sanitiseMessage(message);
  return safe === '' ? errorTable[code].meaning : safe;
}

function mayRetry(code: ErrorCode): boolean {
  return errorTable[code].blame === 'upstream';
}

function headerText(headers: Headers | undefined, name: string): string {
  const value = headers?.[name];
  return typeof value === 'string' ? value : (value?.join(' ') ?? '');
}

function evidence(response: UpstreamErrorResponse, dialect: Dialect | undefined): UpstreamEvidence {
  const readable = toReadable(response.body);
  const body = typeof readable === 'string' ? readable : JSON.stringify(readable);
  const requestId =
    headerText(response.headers, 'request-id') ||
    headerText(response.headers, 'x-request-id') ||
    headerText(response.headers, 'x-amzn-requestid');
  return {
    ...(dialect !== undefined && { dialect }),
    status: response.status,
    body: body.slice(0, maxEvidenceLength),
    ...(requestId !== '' && { requestId }),
  };
}
