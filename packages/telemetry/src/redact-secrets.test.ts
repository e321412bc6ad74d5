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
  'csk-1234567890abcdef',
  'AQ.Ab8RN6Lx1234567890abcdef',
  'glpat-1234567890abcdef',
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
    ['Cookie: a=one; b=two\nHost: x', 'Cookie: [redacted]\nHost: x'],
    ['authorization: Bearer abc', 'authorization: Bearer [redacted]'],
    ['"authorization":"Basic abc"', '"authorization":"Basic [redacted]"'],
    ['{"password":"correct horse"}', '{"password":"[redacted]"}'],
    ['{"password":1234,"secret" : null}', '{"password":"[redacted]","secret" : "[redacted]"}'],
    ['"{\\"secret\\":1234}"', '"{\\"secret\\":\\"[redacted]\\"}"'],
    ['apiKey=opaque&x', 'apiKey=[redacted]'],
    ['{"refresh_token":"opaque"}', '{"refresh_token":"[redacted]"}'],
    ['aws_secret_access_key = opaque', 'aws_secret_access_key = [redacted]'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END', '[redacted]-----END'],
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
    '{"detail":"x-api-key: ","next":1}',
    'inputTokens=10 max_tokens: 5',
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

  it('turns no JSON with members that hold secrets into something that is not JSON', () => {
    const name = fc.constantFrom('password', 'x-api-key', 'Authorization', 'access_token', 'other');
    fc.assert(
      fc.property(fc.dictionary(name, fc.jsonValue()), fc.constantFrom(0, 2), (members, space) => {
        const safe = redactSecrets(JSON.stringify({ members, next: 1 }, null, space));
        expect(JSON.parse(safe)).toMatchObject({ next: 1 });
      }),
    );
  });

  it.each([
    'password: ',
    'password',
    'x-api-key:"',
    'Bearer ',
    'a://',
    'eyJaaaaaaaa',
    '-----BEGIN PRIVATE KEY',
    'cookie:',
  ])('takes no longer than its text for many of %j', (word) => {
    for (const text of [
      word.repeat(50_000),
      word + ' '.repeat(300_000),
      word + '"'.repeat(300_000),
    ]) {
      expect(redactSecrets(text).length).toBeGreaterThan(0);
    }
  });
});
