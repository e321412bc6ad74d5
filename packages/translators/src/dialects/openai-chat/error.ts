import { stringifyJson, type WireEvent } from '@gateway/protocols';
import {
  type ErrorCode,
  errorTable,
  type GatewayErrorFields,
  type JsonObject,
} from '@gateway/spec';
import type { ErrorRendering } from '../../codec.ts';

/** How an error code is called in this dialect. */
interface ErrorWords {
  readonly type:
    | 'invalid_request_error'
    | 'rate_limit_error'
    | 'insufficient_quota'
    | 'server_error';
  readonly code: string | null;
}

const request = (code: string | null): ErrorWords => ({ type: 'invalid_request_error', code });
const server = (code: string): ErrorWords => ({ type: 'server_error', code });

/**
 * Every error code in OpenAI's words. Faults of the way to the model are never
 * `invalid_request_error`: clients stop trying again after one.
 *
 * @source OpenAI API reference, "Error codes", read November 2026
 */
export const errorWords: Readonly<Record<ErrorCode, ErrorWords>> = {
  invalid_request: request(null),
  invalid_for_target: request(null),
  unsupported: request('unsupported_parameter'),
  context_length_exceeded: request('context_length_exceeded'),
  content_policy: request('content_policy_violation'),
  state_missing: request('previous_response_not_found'),
  request_too_large: request('request_too_large'),
  unsupported_media_type: request('unsupported_media_type'),
  invalid_api_key: request('invalid_api_key'),
  permission_denied: request('permission_denied'),
  not_found: request('not_found'),
  model_not_found: request('model_not_found'),
  method_not_allowed: request('method_not_allowed'),
  gateway_rate_limited: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  client_closed: server('client_closed'),
  upstream_model_missing: request('model_not_found'),
  upstream_rate_limited: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  upstream_quota_exhausted: { type: 'insufficient_quota', code: 'insufficient_quota' },
  upstream_credential_rejected: server('upstream_credential_rejected'),
  upstream_credential_expired: server('upstream_credential_expired'),
  upstream_overloaded: server('server_is_overloaded'),
  upstream_error: server('upstream_error'),
  upstream_unreachable: server('upstream_unreachable'),
  upstream_timeout: server('timeout'),
  upstream_invalid_response: server('upstream_invalid_response'),
  upstream_truncated: server('upstream_truncated'),
  egress_denied: server('egress_denied'),
  no_target_available: server('no_target_available'),
  overloaded: server('server_is_overloaded'),
  shutting_down: server('shutting_down'),
  internal: server('internal_error'),
};

/** Failures with a status that clients would repeat, and which repeating cannot mend. */
const hopeless: ReadonlySet<ErrorCode> = new Set([
  'upstream_quota_exhausted',
  'upstream_credential_rejected',
  'upstream_credential_expired',
  'egress_denied',
]);

/**
 * Renders an error as a response of this dialect.
 *
 * @throws never
 */
export function encodeError(
  error: GatewayErrorFields,
  { requestId }: { readonly requestId?: string } = {},
): ErrorRendering {
  const seconds = Math.max(1, Math.ceil((error.retryAfterMs ?? 0) / 1000));
  return {
    status: errorTable[error.code].status,
    headers: {
      ...(requestId !== undefined && { 'x-request-id': requestId }),
      ...(error.retryAfterMs !== undefined && { 'retry-after': String(seconds) }),
      ...(hopeless.has(error.code) && { 'x-should-retry': 'false' }),
    },
    body: toBody(error),
  };
}

/**
 * Renders an error inside a stream. Nothing follows it, above all no `[DONE]`.
 *
 * @throws never
 */
export function encodeStreamError(error: GatewayErrorFields): WireEvent[] {
  return [{ data: stringifyJson(toBody(error)) }];
}

function toBody(error: GatewayErrorFields): JsonObject {
  const { type, code } = errorWords[error.code];
  return {
    error: {
      message: error.message,
      type,
      param: error.param ?? null,
      code: nativeOr(error, code),
    },
  };
}

/** Clients key on some of OpenAI's own codes, so those stay where they say more than ours. */
function nativeOr({ code, nativeCode, upstream }: GatewayErrorFields, word: string | null) {
  if (nativeCode === undefined || nativeCode.endsWith('_error')) return word;
  const isOpenAi = upstream?.dialect === 'openai-chat' || upstream?.dialect === 'openai-responses';
  if (code === 'content_policy') return nativeCode;
  const isClients =
    code === 'invalid_request' || code === 'invalid_for_target' || code === 'unsupported';
  return isOpenAi && isClients ? nativeCode : word;
}
