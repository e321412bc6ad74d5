import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactSecrets } from './redact-secrets.ts';

const canaries = [
  'sk_gw_0123456789AB_0123456789abcdefghijklmnopqrstuvw123456',
  'sk-proj-AbCdEfGhIjKlMnOp',
  'sk-ant-api03-xxxxxxxxxxxxxxxx',
  `AIza${'x'.repeat(35)}`,
  'ya29.a0AfH6SMBx1234567890',
  'gsk_1234567890abcdef',
  'xai-1234567890abcdef',
  'ghp_1234567890abcdef1234',
  'AKIAIOSFODNN7EXAMPLE',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  'gwv1.0a1b2c3d.AAAAAAAAAAAAAAAAAAAAAAAAAAAA',
];

describe('redactSecrets', () => {
  it.each(canaries)('takes out %s wherever it stands', (canary) => {
    for (const text of [canary, `refused key ${canary}.`, JSON.stringify({ detail: canary })]) {
      const safe = redactSecrets(text);
      expect(safe).toContain('[redacted]');
      expect(safe).not.toContain(canary.slice(4));
    }
  });

  it.each([
    ['Authorization: Bearer abcdef123456', 'Authorization: Bearer [redacted]'],
    ['x-api-key: opaque', 'x-api-key: [redacted]'],
    ['{"x-api-key":"opaque","model":"m"}', '{"x-api-key":"[redacted]","model":"m"}'],
    ['"{\\"api_key\\":\\"opaque\\"}"', '"{\\"api_key\\":\\"[redacted]\\"}"'],
    ['GET /v1beta/models?alt=sse&key=opaque&x=1', 'GET /v1beta/models?alt=sse&key=[redacted]&x=1'],
    ['https://user:word@host/path', 'https://[redacted]@host/path'],
    ['cookie=session', 'cookie=[redacted]'],
  ])('knows the secret in %s by what comes before it', (text, safe) => {
    expect(redactSecrets(text)).toBe(safe);
  });

  it.each([
    'demo/echo',
    'claude-sonnet-4-5',
    'task-force-is-asking',
    'chatcmpl-AbCdEfGhIjKlMnOpQrSt',
    'The key may not do this.',
    'https://api.example.com/v1/messages?beta=true',
    'Bearer',
  ])('leaves %s as it is', (text) => {
    expect(redactSecrets(text)).toBe(text);
  });

  it('turns no JSON line into something that is not JSON', () => {
    const words = fc.constantFrom(
      ...canaries,
      'x-api-key: ',
      'Bearer ',
      '"',
      '\\',
      '{',
      '&key=',
      '@',
    );
    const texts = fc.array(fc.oneof(words, fc.string())).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(texts, (detail) => {
        const line = redactSecrets(JSON.stringify({ detail, next: 1 }));
        expect(JSON.parse(line)).toMatchObject({ next: 1 });
      }),
    );
  });
});
