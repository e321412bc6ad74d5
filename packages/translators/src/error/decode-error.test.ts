import { type ErrorCode, errorTable, type Headers, type Json } from '@gateway/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeError } from './decode-error.ts';
import { isErrorBody } from './error-envelope.ts';

const openai = (
  message: string,
  ...[type = null, code = null, param = null]: readonly Json[]
): Json => ({
  error: { message, type, param, code },
});
const anthropic = (type: string, message: string): Json => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_1',
});
const gemini = (
  code: number,
  status: string,
  ...[message = '', details = []]: readonly Json[]
): Json => ({
  error: { code, status, message, details },
});

interface Row {
  readonly name: string;
  readonly status: number;
  readonly body: string | Json;
  readonly headers?: Headers;
  readonly code: ErrorCode;
  readonly message?: string;
}

const rows: readonly Row[] = [
  {
    name: 'OpenAI invalid request',
    status: 400,
    body: openai('bad temperature', 'invalid_request_error'),
    code: 'invalid_request',
    message: 'bad temperature',
  },
  {
    name: 'OpenAI context length',
    status: 400,
    body: openai('too long', 'invalid_request_error', 'context_length_exceeded'),
    code: 'context_length_exceeded',
  },
  {
    name: 'Anthropic context length',
    status: 400,
    body: anthropic('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
    code: 'context_length_exceeded',
    message: 'prompt is too long: 210000 tokens > 200000 maximum',
  },
  {
    name: 'Anthropic output cap',
    status: 400,
    body: anthropic(
      'invalid_request_error',
      'max_tokens: 100000 > 64000, which is the maximum allowed number of output tokens',
    ),
    code: 'invalid_request',
  },
  {
    name: 'Gemini context length',
    status: 400,
    body: gemini(
      400,
      'INVALID_ARGUMENT',
      'The input token count (12) exceeds the maximum number of tokens allowed (10).',
    ),
    code: 'context_length_exceeded',
  },
  {
    name: 'Bedrock throttling that says too many tokens',
    status: 429,
    body: { message: 'Too many tokens, please wait before trying again.' },
    headers: { 'x-amzn-errortype': 'ThrottlingException' },
    code: 'upstream_rate_limited',
  },
  {
    name: 'Bedrock validation by header',
    status: 400,
    body: { message: 'Malformed input' },
    headers: { 'x-amzn-errortype': 'ValidationException' },
    code: 'invalid_request',
  },
  {
    name: 'Bedrock context length',
    status: 400,
    body: { message: 'Input is too long for requested model.' },
    headers: { 'x-amzn-errortype': 'ValidationException' },
    code: 'context_length_exceeded',
  },
  {
    name: 'Groq tokens per minute as 413',
    status: 413,
    body: openai('Request too large on tokens per minute', 'tokens', 'rate_limit_exceeded'),
    code: 'upstream_rate_limited',
  },
  {
    name: 'OpenAI bad key',
    status: 401,
    body: openai(
      'Incorrect API key provided: sk-abcd1234efgh',
      'invalid_request_error',
      'invalid_api_key',
    ),
    code: 'upstream_credential_rejected',
    message: errorTable.upstream_credential_rejected.meaning,
  },
  {
    name: 'Gemini bad key as 400',
    status: 400,
    body: gemini(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
      { reason: 'API_KEY_INVALID' },
    ]),
    code: 'upstream_credential_rejected',
  },
  {
    name: 'expired token',
    status: 401,
    body: anthropic('authentication_error', 'OAuth token has expired.'),
    code: 'upstream_credential_expired',
  },
  {
    name: 'permission',
    status: 403,
    body: anthropic('permission_error', 'no'),
    code: 'upstream_credential_rejected',
  },
  {
    name: 'OpenAI quota',
    status: 429,
    body: openai('You exceeded your current quota', 'insufficient_quota', 'insufficient_quota'),
    code: 'upstream_quota_exhausted',
  },
  {
    name: 'Anthropic credit as 400',
    status: 400,
    body: anthropic('invalid_request_error', 'Your credit balance is too low to access the API.'),
    code: 'upstream_quota_exhausted',
  },
  {
    name: 'payment required',
    status: 402,
    body: 'Payment Required',
    code: 'upstream_quota_exhausted',
  },
  {
    name: 'Gemini limit per minute worded as quota',
    status: 429,
    body: gemini(
      429,
      'RESOURCE_EXHAUSTED',
      'You exceeded your current quota, please check your plan.',
      [{ '@type': 'x/google.rpc.RetryInfo', retryDelay: '34s' }],
    ),
    code: 'upstream_rate_limited',
  },
  {
    name: 'rate limit',
    status: 429,
    body: openai('Rate limit reached', 'requests', 'rate_limit_exceeded'),
    code: 'upstream_rate_limited',
  },
  {
    name: 'Anthropic overloaded',
    status: 529,
    body: anthropic('overloaded_error', 'Overloaded'),
    code: 'upstream_overloaded',
  },
  {
    name: 'overloaded inside a 200 (D06)',
    status: 200,
    body: anthropic('overloaded_error', 'Overloaded'),
    code: 'upstream_overloaded',
  },
  {
    name: 'unavailable',
    status: 503,
    body: gemini(503, 'UNAVAILABLE', 'The model is overloaded.'),
    code: 'upstream_overloaded',
  },
  {
    name: 'OpenAI model',
    status: 404,
    body: openai(
      'The model `x` does not exist or you do not have access to it.',
      'invalid_request_error',
      'model_not_found',
    ),
    code: 'upstream_model_missing',
  },
  {
    name: 'Anthropic model',
    status: 404,
    body: anthropic('not_found_error', 'model: claude-x'),
    code: 'upstream_model_missing',
  },
  {
    name: 'Ollama model',
    status: 404,
    body: { error: 'model "x" not found, try pulling it first' },
    code: 'upstream_model_missing',
  },
  {
    name: 'decommissioned model',
    status: 400,
    body: openai(
      'The model has been decommissioned',
      'invalid_request_error',
      'model_decommissioned',
    ),
    code: 'upstream_model_missing',
  },
  {
    name: 'HTML at a wrong address',
    status: 404,
    body: '<!DOCTYPE html><html><title>Not here</title></html>',
    code: 'upstream_invalid_response',
    message: errorTable.upstream_invalid_response.meaning,
  },
  {
    name: 'HTML of a bad gateway',
    status: 502,
    body: '<html><h1>502 Bad Gateway</h1><p>nginx at http://10.0.0.1</p></html>',
    code: 'upstream_error',
    message: errorTable.upstream_error.meaning,
  },
  {
    name: 'Cloudflare timeout page',
    status: 524,
    body: '<html>A timeout occurred</html>',
    code: 'upstream_timeout',
  },
  {
    name: 'Cloudflare origin down',
    status: 521,
    body: '<html></html>',
    code: 'upstream_unreachable',
  },
  {
    name: 'policy with a code clients key on',
    status: 400,
    body: openai('refused', 'invalid_request_error', 'cyber_policy'),
    code: 'content_policy',
  },
  {
    name: 'Azure content filter',
    status: 400,
    body: openai(
      "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
      null,
      'content_filter',
    ),
    code: 'content_policy',
  },
  {
    name: 'moderation as 403',
    status: 403,
    body: {
      error: {
        code: 403,
        message: 'Your input was flagged by moderation',
        metadata: { reasons: ['x'] },
      },
    },
    code: 'content_policy',
  },
  {
    name: 'unsupported parameter',
    status: 400,
    body: openai(
      "Unsupported parameter: 'temperature'",
      'invalid_request_error',
      'unsupported_parameter',
      'temperature',
    ),
    code: 'invalid_for_target',
  },
  {
    name: 'unknown member',
    status: 400,
    body: anthropic('invalid_request_error', 'foo: Extra inputs are not permitted'),
    code: 'invalid_for_target',
  },
  {
    name: 'bad thinking signature',
    status: 400,
    body: anthropic(
      'invalid_request_error',
      'messages.1.content.0: Invalid `signature` in `thinking` block',
    ),
    code: 'invalid_for_target',
  },
  {
    name: 'no tools',
    status: 400,
    body: { error: 'registry/model does not support tools' },
    code: 'unsupported',
  },
  {
    name: 'no endpoint with tools',
    status: 404,
    body: { error: { message: 'No endpoints found that support tool use.', code: 404 } },
    code: 'unsupported',
  },
  {
    name: 'stored response gone',
    status: 400,
    body: openai(
      "Previous response with id 'resp_1' not found.",
      'invalid_request_error',
      'previous_response_not_found',
    ),
    code: 'state_missing',
  },
  {
    name: 'too large',
    status: 413,
    body: anthropic('request_too_large', 'Request exceeds the maximum size'),
    code: 'request_too_large',
  },
  {
    name: 'FastAPI validation',
    status: 422,
    body: { detail: [{ loc: ['body', 'messages'], msg: 'Field required', type: 'missing' }] },
    code: 'invalid_request',
    message: 'body.messages: Field required',
  },
  {
    name: 'timeout word',
    status: 500,
    body: anthropic('timeout_error', 'x'),
    code: 'upstream_timeout',
  },
  {
    name: 'Gemini in an array',
    status: 500,
    body: [gemini(500, 'INTERNAL', 'An internal error has occurred.')],
    code: 'upstream_error',
    message: 'An internal error has occurred.',
  },
  {
    name: 'JSON nested in a message',
    status: 400,
    body: openai(
      'upstream: {"type":"error","error":{"type":"rate_limit_error","message":"calm down"}}',
      'api_error',
    ),
    code: 'upstream_rate_limited',
    message: 'calm down',
  },
  {
    name: 'JSON nested twice',
    status: 500,
    body: openai(
      JSON.stringify(openai(JSON.stringify(anthropic('overloaded_error', 'Overloaded')), 'x')),
      'y',
    ),
    code: 'upstream_overloaded',
    message: 'Overloaded',
  },
  {
    name: 'OpenRouter raw body',
    status: 502,
    body: {
      error: {
        message: 'Provider returned error',
        code: 502,
        metadata: {
          raw: '{"error":{"message":"prompt is too long: 5 tokens > 4 maximum","type":"invalid_request_error"}}',
        },
      },
    },
    code: 'context_length_exceeded',
  },
  {
    name: 'status inside a 200',
    status: 200,
    body: { error: { message: 'slow down', code: 429 } },
    code: 'upstream_rate_limited',
  },
  {
    name: 'Cloudflare list',
    status: 400,
    body: { success: false, errors: [{ code: 7001, message: 'bad body' }] },
    code: 'invalid_request',
    message: 'bad body',
  },
  {
    name: 'message beside an error title',
    status: 400,
    body: { error: 'Bad Request', message: 'model is missing' },
    code: 'invalid_request',
    message: 'model is missing',
  },
  {
    name: 'Responses failed event',
    status: 200,
    body: {
      type: 'response.failed',
      response: { error: { code: 'server_is_overloaded', message: 'busy' } },
    },
    code: 'upstream_overloaded',
  },
  {
    name: 'nothing at all',
    status: 500,
    body: '',
    code: 'upstream_error',
    message: errorTable.upstream_error.meaning,
  },
  {
    name: 'plain text',
    status: 500,
    body: 'boom at https://10.1.2.3/x',
    code: 'upstream_error',
    message: 'boom at [address]',
  },
];

describe('decodeError', () => {
  it.each(rows)('reads $name as $code', ({ status, body, headers, code, message }) => {
    const wire = { status, ...(headers && { headers }) };
    const error = decodeError({ ...wire, body });
    expect(error.code).toBe(code);
    if (message !== undefined) expect(error.message).toBe(message);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    expect(decodeError({ ...wire, body: new TextEncoder().encode(text) })).toEqual({
      ...error,
      upstream: { ...error.upstream, body: text },
    });
  });

  it('keeps the native code, the field, the retry hint and the evidence', () => {
    expect(
      decodeError(
        {
          status: 429,
          headers: { 'x-request-id': 'req_9', 'retry-after': '2' },
          body: openai('slow', 'requests', 'rate_limit_exceeded', 'model'),
        },
        { dialect: 'openai-chat' },
      ),
    ).toMatchObject({
      code: 'upstream_rate_limited',
      nativeCode: 'rate_limit_exceeded',
      param: 'model',
      retryAfterMs: 2000,
      upstream: { dialect: 'openai-chat', status: 429, requestId: 'req_9' },
    });
  });

  it('gives no retry hint for what a retry cannot mend', () => {
    const error = decodeError({ status: 400, headers: { 'retry-after': '2' }, body: 'no' });
    expect(error).not.toHaveProperty('retryAfterMs');
  });

  it('never throws and never blames the caller for a 401 of the upstream', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 200, max: 599 }), (body, status) => {
        const error = decodeError({ status, body: body as Json });
        expect(error.message.length).toBeGreaterThan(0);
        expect(['invalid_api_key', 'permission_denied']).not.toContain(error.code);
      }),
    );
  });
});

describe('isErrorBody', () => {
  it.each<[Json, boolean]>([
    [openai('x', 'y'), true],
    [{ error: null, choices: [] }, false],
    [{ error: '', id: 'x' }, false],
    [{ error: 'text' }, true],
    [[{ error: { message: 'x' } }], true],
    [[], false],
    ['error', false],
    [{ choices: [{ index: 0, error: { code: 502, message: 'x' } }] }, true],
    [{ choices: [{ index: 0, finish_reason: 'error', message: {} }] }, true],
    [{ choices: [{ finish_reason: 'stop' }, { finish_reason: 'error' }] }, false],
  ])('judges %j', (body, expected) => {
    expect(isErrorBody(body)).toBe(expected);
  });
});
