import { type ErrorCode, errorTable, type GatewayErrorFields } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { encodeError, encodeStreamError, errorWords } from './error.ts';

// The table of codes is an object literal, so its keys are exactly the codes.
const codes = Object.keys(errorTable) as ErrorCode[];

describe('encodeError', () => {
  it('knows every code', () => {
    expect(Object.keys(errorWords).toSorted()).toEqual(codes.toSorted());
  });

  it('renders codes in OpenAI’s words', () => {
    const lines = codes.map((code) => {
      const { status } = encodeError({ code, message: 'x' });
      const { type, code: word } = errorWords[code];
      return `${code}: ${status} ${type} ${word}`;
    });
    expect(lines).toMatchInlineSnapshot(`
      [
        "invalid_request: 400 invalid_request_error null",
        "invalid_for_target: 400 invalid_request_error null",
        "unsupported: 400 invalid_request_error unsupported_parameter",
        "context_length_exceeded: 400 invalid_request_error context_length_exceeded",
        "content_policy: 400 invalid_request_error content_policy_violation",
        "state_missing: 400 invalid_request_error previous_response_not_found",
        "request_too_large: 413 invalid_request_error request_too_large",
        "unsupported_media_type: 415 invalid_request_error unsupported_media_type",
        "invalid_api_key: 401 invalid_request_error invalid_api_key",
        "permission_denied: 403 invalid_request_error permission_denied",
        "not_found: 404 invalid_request_error not_found",
        "model_not_found: 404 invalid_request_error model_not_found",
        "method_not_allowed: 405 invalid_request_error method_not_allowed",
        "gateway_rate_limited: 429 rate_limit_error rate_limit_exceeded",
        "client_closed: 499 server_error client_closed",
        "upstream_model_missing: 404 invalid_request_error model_not_found",
        "upstream_rate_limited: 429 rate_limit_error rate_limit_exceeded",
        "upstream_quota_exhausted: 429 insufficient_quota insufficient_quota",
        "upstream_credential_rejected: 502 server_error upstream_credential_rejected",
        "upstream_credential_expired: 502 server_error upstream_credential_expired",
        "upstream_overloaded: 503 server_error server_is_overloaded",
        "upstream_error: 502 server_error upstream_error",
        "upstream_unreachable: 502 server_error upstream_unreachable",
        "upstream_timeout: 504 server_error timeout",
        "upstream_invalid_response: 502 server_error upstream_invalid_response",
        "upstream_truncated: 502 server_error upstream_truncated",
        "egress_denied: 502 server_error egress_denied",
        "no_target_available: 503 server_error no_target_available",
        "overloaded: 503 server_error server_is_overloaded",
        "shutting_down: 503 server_error shutting_down",
        "internal: 500 server_error internal_error",
      ]
    `);
  });

  it('never calls a fault of the upstream the client’s, save a model that is not there', () => {
    const blamed = codes.filter((code) => {
      return (
        errorTable[code].blame !== 'client' && errorWords[code].type === 'invalid_request_error'
      );
    });
    expect(blamed).toEqual(['upstream_model_missing']);
    expect(codes.filter((code) => errorTable[code].status === 401)).toEqual(['invalid_api_key']);
  });

  it('says when to come back in whole seconds, at least one', () => {
    const after = (retryAfterMs: number) =>
      encodeError({ code: 'upstream_rate_limited', message: 'x', retryAfterMs }).headers[
        'retry-after'
      ];
    expect([after(34_000), after(1_200), after(10)]).toEqual(['34', '2', '1']);
  });

  it('tells clients not to repeat what repeating cannot mend', () => {
    const headers = (code: ErrorCode) => encodeError({ code, message: 'x' }).headers;
    expect(headers('upstream_quota_exhausted')).toEqual({ 'x-should-retry': 'false' });
    expect(headers('upstream_overloaded')).toEqual({});
  });

  it('names request and field', () => {
    const error: GatewayErrorFields = {
      code: 'invalid_request',
      message: 'bad',
      param: 'messages[0].role',
    };
    expect(encodeError(error, { requestId: 'r' })).toEqual({
      status: 400,
      headers: { 'x-request-id': 'r' },
      body: {
        error: {
          message: 'bad',
          type: 'invalid_request_error',
          param: 'messages[0].role',
          code: null,
        },
      },
    });
  });

  it('keeps the codes clients know from OpenAI, and no words of others', () => {
    const code = (fields: Partial<GatewayErrorFields>) => {
      const { body } = encodeError({ code: 'invalid_request', message: 'x', ...fields });
      return JSON.parse(JSON.stringify(body)).error.code;
    };
    const upstream = { dialect: 'openai-chat' } as const;
    expect(code({ code: 'content_policy', nativeCode: 'cyber_policy' })).toBe('cyber_policy');
    expect(code({ nativeCode: 'empty_array', upstream })).toBe('empty_array');
    expect(code({ nativeCode: 'INVALID_ARGUMENT', upstream: { dialect: 'gemini' } })).toBeNull();
    expect(code({ nativeCode: 'invalid_request_error', upstream })).toBeNull();
    expect(code({ code: 'upstream_error', nativeCode: 'secret_code', upstream })).toBe(
      'upstream_error',
    );
  });
});

describe('encodeStreamError', () => {
  it('writes one event and no [DONE]', () => {
    expect(encodeStreamError({ code: 'upstream_overloaded', message: 'busy' })).toEqual([
      {
        data: '{"error":{"message":"busy","type":"server_error","param":null,"code":"server_is_overloaded"}}',
      },
    ]);
  });
});
