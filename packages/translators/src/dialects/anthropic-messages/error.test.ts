import { type ErrorCode, errorTable } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { encodeError, encodeStreamError } from './error.ts';

const render = (code: ErrorCode, message = 'why') => encodeError({ code, message }, {});

describe('an error in the Messages envelope', () => {
  it('has the word of the API for every code', () => {
    const codes = Object.keys(errorTable) as ErrorCode[];
    const rows = codes.map((code) => {
      const { status, body } = render(code);
      return `${code} ${status} ${(body as { error: { type: string } }).error.type}`;
    });
    expect(rows).toMatchInlineSnapshot(`
      [
        "invalid_request 400 invalid_request_error",
        "invalid_for_target 400 invalid_request_error",
        "unsupported 400 invalid_request_error",
        "context_length_exceeded 400 invalid_request_error",
        "content_policy 400 invalid_request_error",
        "state_missing 400 invalid_request_error",
        "request_too_large 413 request_too_large",
        "unsupported_media_type 415 invalid_request_error",
        "invalid_api_key 401 authentication_error",
        "permission_denied 403 permission_error",
        "not_found 404 not_found_error",
        "model_not_found 404 not_found_error",
        "method_not_allowed 405 invalid_request_error",
        "gateway_rate_limited 429 rate_limit_error",
        "client_closed 499 api_error",
        "upstream_model_missing 404 not_found_error",
        "upstream_rate_limited 429 rate_limit_error",
        "upstream_quota_exhausted 429 billing_error",
        "upstream_credential_rejected 502 api_error",
        "upstream_credential_expired 502 api_error",
        "upstream_overloaded 529 overloaded_error",
        "upstream_error 502 api_error",
        "upstream_unreachable 502 api_error",
        "upstream_timeout 504 timeout_error",
        "upstream_invalid_response 502 api_error",
        "upstream_truncated 502 api_error",
        "egress_denied 502 api_error",
        "no_target_available 529 overloaded_error",
        "overloaded 529 overloaded_error",
        "shutting_down 503 api_error",
        "internal 500 api_error",
      ]
    `);
  });

  it('carries the request id where there is one', () => {
    const error = { code: 'internal', message: 'oops' } as const;
    expect(encodeError(error, { requestId: 'r' }).body).toStrictEqual({
      type: 'error',
      error: { type: 'api_error', message: 'oops' },
      request_id: 'r',
    });
    expect(encodeError(error, {}).body).not.toHaveProperty('request_id');
  });

  it('is never the client\u2019s fault when transport failed', () => {
    for (const [code, { blame }] of Object.entries(errorTable)) {
      if (blame !== 'upstream') continue;
      const { body, status } = render(code as ErrorCode);
      expect(body).not.toMatchObject({ error: { type: 'invalid_request_error' } });
      expect(status).not.toBe(401);
    }
  });

  it('F28 says that the prompt is too long in the words clients wait for', () => {
    const message = 'maximum context length is 8192 tokens, you requested 9000 tokens';
    expect(render('context_length_exceeded', message).body).toMatchObject({
      error: {
        type: 'invalid_request_error',
        message: `prompt is too long: 9000 tokens > 8192 maximum. ${message}`,
      },
    });
    expect(render('context_length_exceeded', 'too big').body).toMatchObject({
      error: { message: 'prompt is too long. too big' },
    });
    const own = 'prompt is too long: 2 tokens > 1 maximum';
    expect(render('context_length_exceeded', own).body).toMatchObject({ error: { message: own } });
  });

  it('says in headers when and whether to try again', () => {
    const waiting = encodeError(
      { code: 'upstream_rate_limited', message: '', retryAfterMs: 1200 },
      {},
    );
    expect(waiting.headers).toStrictEqual({ 'retry-after': '2' });
    const soon = encodeError({ code: 'overloaded', message: '', retryAfterMs: 0 }, {});
    expect(soon.headers).toStrictEqual({ 'retry-after': '1' });
    expect(render('upstream_quota_exhausted').headers).toStrictEqual({ 'x-should-retry': 'false' });
    expect(render('internal').headers).toStrictEqual({});
  });

  it('names the refusal of a thread as the tool runner expects it', () => {
    const error = {
      code: 'invalid_request',
      message: 'no threads',
      param: 'thread',
      nativeCode: 'thread_unsupported_request',
    } as const;
    expect(encodeError(error, {}).body).toMatchObject({
      error: { details: { error_code: 'thread_unsupported_request', unsupported: ['thread'] } },
    });
  });

  it('carries the request id inside a stream too, where it is known', () => {
    const error = { code: 'internal', message: 'oops' } as const;
    const [event] = encodeStreamError(error, { requestId: 'r' });
    expect(JSON.parse(event?.data ?? '')).toMatchObject({ type: 'error', request_id: 'r' });
  });

  it('is one named event inside a stream', () => {
    expect(encodeStreamError({ code: 'upstream_timeout', message: 'slow' })).toStrictEqual([
      {
        event: 'error',
        data: '{"type":"error","error":{"type":"timeout_error","message":"slow"}}',
      },
    ]);
  });
});
