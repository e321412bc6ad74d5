import type { ProviderDefinition } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { provider as openai } from '../vendors/openai/index.ts';
import { classifyUpstreamFailure } from './classify-upstream-failure.ts';

describe('classifyUpstreamFailure', () => {
  const classify = (status: number, body: string, definition: ProviderDefinition = openai) =>
    classifyUpstreamFailure(
      { status, headers: { 'retry-after': '7' }, body },
      { provider: definition, operation: 'generate', nowMs: 0 },
    );

  it('reads a rate limit with its hint', () => {
    const fields = classify(429, '{"error":{"message":"slow down","type":"rate_limit_error"}}');
    expect(fields).toMatchObject({ code: 'upstream_rate_limited', retryAfterMs: 7_000 });
    expect(fields.upstream?.dialect).toBe('openai-chat');
  });

  it('lets the provider choose another code for its own bodies', () => {
    const body = '{"error":{"message":"no access to gpt-x","code":"model_not_found"}}';
    expect(classify(403, body).code).toBe('upstream_model_missing');
  });

  it('says nothing of the account when the provider blames the credential', () => {
    const strict = { ...openai, classifyError: () => 'upstream_credential_rejected' as const };
    const fields = classify(400, '{"error":{"message":"org acme-secret is blocked"}}', strict);
    expect(fields.code).toBe('upstream_credential_rejected');
    expect(fields.message).not.toContain('acme');
  });

  it('drops the hint to retry where the provider blames the request', () => {
    const strict = { ...openai, classifyError: () => 'content_policy' as const };
    expect(classify(429, '{"error":{"message":"no"}}', strict).retryAfterMs).toBeUndefined();
  });
});
