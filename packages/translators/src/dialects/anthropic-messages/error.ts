import type { WireEvent } from '@gateway/protocols';
import { stringifyJson } from '@gateway/protocols';
import {
  type ErrorCode,
  errorTable,
  type GatewayErrorFields,
  type JsonObject,
} from '@gateway/spec';
import type { ErrorRendering } from '../../codec.ts';
import { readContextNumbers } from '../../error/context-length.ts';

/** The API's word for each code; all others are `api_error`. */
const errorTypes: Readonly<Partial<Record<ErrorCode, string>>> = {
  invalid_request: 'invalid_request_error',
  invalid_for_target: 'invalid_request_error',
  unsupported: 'invalid_request_error',
  context_length_exceeded: 'invalid_request_error',
  content_policy: 'invalid_request_error',
  state_missing: 'invalid_request_error',
  request_too_large: 'request_too_large',
  unsupported_media_type: 'invalid_request_error',
  invalid_api_key: 'authentication_error',
  permission_denied: 'permission_error',
  not_found: 'not_found_error',
  model_not_found: 'not_found_error',
  method_not_allowed: 'invalid_request_error',
  gateway_rate_limited: 'rate_limit_error',
  upstream_model_missing: 'not_found_error',
  upstream_rate_limited: 'rate_limit_error',
  upstream_quota_exhausted: 'billing_error',
  upstream_overloaded: 'overloaded_error',
  upstream_timeout: 'timeout_error',
  no_target_available: 'overloaded_error',
  overloaded: 'overloaded_error',
};

/** Faults that a second try by the client cannot mend. */
const hopeless: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'upstream_quota_exhausted',
  'upstream_credential_rejected',
  'egress_denied',
]);

const threadRefusal = 'thread_unsupported_request';

/** Words that clients of this dialect act on, given as `details.error_code`. */
const actedOn = /^(?:thread|compaction)_[a-z_]+$|^tool_(?:name_conflict|reference_unresolved)$/;

/**
 * Renders an error in the API's envelope. 529 stands for overload, as clients of this API expect.
 *
 * @throws never
 * @source Messages API, "Errors"; SDK retry rules (`x-should-retry`), read 2026-11
 */
export function encodeError(
  error: GatewayErrorFields,
  options: { readonly requestId?: string },
): ErrorRendering {
  return {
    status: statusOf(error),
    headers: {
      ...(error.retryAfterMs !== undefined && { 'retry-after': toSeconds(error.retryAfterMs) }),
      ...(hopeless.has(error.code) && { 'x-should-retry': 'false' }),
    },
    body: envelope(error, options.requestId),
  };
}

/**
 * Renders an error inside a stream. Nothing may follow it.
 *
 * @throws never
 */
export function encodeStreamError(
  error: GatewayErrorFields,
  options: { readonly requestId?: string } = {},
): WireEvent[] {
  return [{ event: 'error', data: stringifyJson(envelope(error, options.requestId)) }];
}

function statusOf({ code }: GatewayErrorFields): number {
  return errorTypes[code] === 'overloaded_error' ? 529 : errorTable[code].status;
}

const toSeconds = (ms: number): string => String(Math.max(1, Math.ceil(ms / 1000)));

function envelope(error: GatewayErrorFields, requestId: string | undefined): JsonObject {
  return {
    type: 'error',
    error: {
      type: errorTypes[error.code] ?? 'api_error',
      message: messageOf(error),
      ...encodeDetails(error),
    },
    ...(requestId !== undefined && { request_id: requestId }),
  };
}

/** The helper for message threads falls back to whole conversations when it reads these. */
function encodeDetails({ nativeCode, param }: GatewayErrorFields): JsonObject {
  if (nativeCode === undefined || !actedOn.test(nativeCode)) return {};
  const unsupported = nativeCode === threadRefusal && { unsupported: [param ?? 'thread'] };
  return { details: { error_code: nativeCode, ...unsupported } };
}

/** Clients compact the conversation when they read these very words. */
function messageOf({ code, message }: GatewayErrorFields): string {
  if (code !== 'context_length_exceeded' || message.startsWith('prompt is too long')) {
    return message;
  }
  const { usedTokens, maxTokens } = readContextNumbers(message);
  const isCounted = usedTokens !== undefined && maxTokens !== undefined;
  const counts = isCounted ? `: ${usedTokens} tokens > ${maxTokens} maximum` : '';
  return `prompt is too long${counts}. ${message}`;
}
