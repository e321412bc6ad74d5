import type { Headers, JsonObject } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { readDurationMs, readRetryAfterMs } from './read-retry-after.ts';

const nowMs = Date.parse('2026-11-20T10:00:00Z');
const none = { headers: {}, nodes: [], message: '', nowMs };
const retryInfo: JsonObject = {
  code: 429,
  details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' }],
};

describe('readRetryAfterMs', () => {
  it.each<[headers: Headers, expected: number | undefined]>([
    [{ 'retry-after': '3' }, 3000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '120', 'retry-after': '1' }, 120],
    [{ 'retry-after': 'Fri, 20 Nov 2026 10:00:07 GMT' }, 7000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 09:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'x-ratelimit-reset-requests': '1s', 'x-ratelimit-reset-tokens': '6m0s' }, 360_000],
    [
      {
        'x-ratelimit-reset-requests': '1s',
        'x-ratelimit-reset-tokens': '6m0s',
        'x-ratelimit-remaining-tokens': '100',
      },
      1000,
    ],
    [
      {
        'anthropic-ratelimit-input-tokens-reset': '2026-11-20T10:00:20Z',
        'anthropic-ratelimit-input-tokens-remaining': '0',
        'anthropic-ratelimit-requests-reset': '2026-11-20T11:00:00Z',
        'anthropic-ratelimit-requests-remaining': '40',
      },
      20_000,
    ],
    [{ 'anthropic-ratelimit-unified-reset': String(nowMs / 1000 + 90) }, 90_000],
    [{ 'x-ratelimit-reset': '12' }, 12_000],
  ])('reads headers %j', (headers, expected) => {
    expect(readRetryAfterMs({ ...none, headers })).toBe(expected);
  });

  it('reads RetryInfo of Google (K14)', () => {
    expect(readRetryAfterMs({ ...none, nodes: [retryInfo] })).toBe(34_000);
  });

  it.each<[node: JsonObject, expected: number]>([
    [{ resets_in_seconds: 55 }, 55_000],
    [{ resets_at: nowMs / 1000 + 5 }, 5000],
    [{ retry_after: 1.5 }, 1500],
  ])('reads the body %j', (node, expected) => {
    expect(readRetryAfterMs({ ...none, nodes: [node] })).toBe(expected);
  });

  it.each([
    ['Rate limit reached. Please try again in 1.5s. Visit our page.', 1500],
    ['Please try again in 6m0s.', 360_000],
    ['Please retry after 20 seconds.', 20_000],
    ['Please try again in 120ms.', 120],
    ['Please wait 2 minutes', 120_000],
    ['Please try again later.', undefined],
  ])('reads the message %s', (message, expected) => {
    expect(readRetryAfterMs({ ...none, message })).toBe(expected);
  });

  it('says nothing about absolute times when it has no clock', () => {
    const headers = { 'retry-after': 'Fri, 20 Nov 2026 10:00:07 GMT' };
    expect(readRetryAfterMs({ ...none, headers, nowMs: 0 })).toBeUndefined();
  });
});

describe('readDurationMs', () => {
  it.each([
    ['1h2m3s', 3_723_000],
    ['0.25s', 250],
    ['later', undefined],
    ['', undefined],
  ])('reads %s', (text, expected) => {
    expect(readDurationMs(text)).toBe(expected);
  });
});
