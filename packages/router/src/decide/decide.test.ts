import { type ErrorCode, errorTable, type GatewayErrorFields } from '@gateway/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttemptNote } from './attempt-note.ts';
import { exclusionError, finalError, summarise } from './final-error.ts';
import { nextStep, type StepFacts } from './next-step.ts';

// Object.keys is typed as strings, yet these are the keys of the table.
const codes = Object.keys(errorTable) as ErrorCode[];

const facts = (code: ErrorCode, more: Partial<StepFacts> = {}): StepFacts => ({
  error: { code, message: 'm' },
  committed: false,
  attempts: 1,
  maxAttempts: 5,
  nowMs: 0,
  tried: { retried: false, refreshed: false, sanitised: false },
  refreshable: true,
  ...more,
});
const tried = { retried: true, refreshed: true, sanitised: true };

const say = (step: ReturnType<typeof nextStep>): string => {
  if (step.kind === 'stop') return `stop: ${step.because}`;
  return step.kind === 'repeat' ? step.action : `other ${step.scope}`;
};

describe('nextStep', () => {
  it('reads the table, the first time and the second', () => {
    const table = codes.map((code) => [
      code,
      say(nextStep(facts(code))),
      say(nextStep(facts(code, { tried }))),
    ]);
    expect(
      Object.fromEntries(table.map(([code, first, second]) => [code, `${first} / ${second}`])),
    ).toMatchInlineSnapshot(`
        {
          "client_closed": "stop: policy / stop: policy",
          "content_policy": "stop: policy / stop: policy",
          "context_length_exceeded": "other larger-window / other larger-window",
          "egress_denied": "other target / other target",
          "gateway_rate_limited": "stop: policy / stop: policy",
          "internal": "stop: policy / stop: policy",
          "invalid_api_key": "stop: policy / stop: policy",
          "invalid_for_target": "sanitise / other target",
          "invalid_request": "stop: policy / stop: policy",
          "method_not_allowed": "stop: policy / stop: policy",
          "model_not_found": "stop: policy / stop: policy",
          "no_target_available": "stop: policy / stop: policy",
          "not_found": "stop: policy / stop: policy",
          "overloaded": "stop: policy / stop: policy",
          "permission_denied": "stop: policy / stop: policy",
          "request_too_large": "stop: policy / stop: policy",
          "shutting_down": "stop: policy / stop: policy",
          "state_missing": "stop: policy / stop: policy",
          "unsupported": "other target / other target",
          "unsupported_media_type": "stop: policy / stop: policy",
          "upstream_credential_expired": "refresh-credential / other connection",
          "upstream_credential_rejected": "other connection / other connection",
          "upstream_error": "retry / other connection",
          "upstream_invalid_response": "other target / other target",
          "upstream_model_missing": "other target / other target",
          "upstream_overloaded": "retry / other connection",
          "upstream_quota_exhausted": "other connection / other connection",
          "upstream_rate_limited": "other connection / other connection",
          "upstream_timeout": "other target / other target",
          "upstream_truncated": "other target / other target",
          "upstream_unreachable": "retry / other connection",
        }
      `);
  });

  it('tries nothing again once content has gone out', () => {
    for (const code of codes) expect(nextStep(facts(code, { committed: true })).kind).toBe('stop');
  });

  it('keeps to the ceilings of attempts and time', () => {
    expect(say(nextStep(facts('upstream_error', { attempts: 5 })))).toBe('stop: attempts');
    expect(say(nextStep(facts('upstream_error', { deadlineMs: 0 })))).toBe('stop: deadline');
    expect(say(nextStep(facts('invalid_request', { attempts: 5 })))).toBe('stop: policy');
  });

  it('refreshes only what can be refreshed', () => {
    const step = nextStep(facts('upstream_credential_expired', { refreshable: false }));
    expect(say(step)).toBe('other connection');
  });

  it('decides for every code in every situation, and never repeats what was done', () => {
    const situation = fc.record({
      error: fc.record({ code: fc.constantFrom(...codes), message: fc.string() }),
      committed: fc.boolean(),
      attempts: fc.integer({ min: 1, max: 10 }),
      maxAttempts: fc.integer({ min: 1, max: 10 }),
      nowMs: fc.nat(),
      tried: fc.record({ retried: fc.boolean(), refreshed: fc.boolean(), sanitised: fc.boolean() }),
      refreshable: fc.boolean(),
    });
    fc.assert(
      fc.property(situation, (given) => {
        const step = nextStep(given);
        if (given.committed || given.attempts >= given.maxAttempts) expect(step.kind).toBe('stop');
        if (step.kind !== 'repeat') return;
        const { retried, refreshed, sanitised } = given.tried;
        const done = { retry: retried, 'refresh-credential': refreshed, sanitise: sanitised };
        expect(done[step.action]).toBe(false);
      }),
    );
  });
});

const note = (code: ErrorCode, more: Partial<GatewayErrorFields> = {}): AttemptNote => ({
  target: 'p/m',
  connection: 'main',
  error: { code, message: `said ${code}`, ...more },
  endedAtMs: 1_000,
});

describe('finalError', () => {
  it('is a rate limit when everything was throttled, with the earliest time', () => {
    const attempts = [
      note('upstream_rate_limited', { retryAfterMs: 9_000 }),
      note('upstream_quota_exhausted', { retryAfterMs: 60_000 }),
    ];
    const blocks = [
      { target: 'q/m', reason: 'cooling', untilMs: 5_000, code: 'upstream_rate_limited' } as const,
    ];
    expect(finalError(attempts, blocks, 2_000)).toMatchObject({
      code: 'upstream_rate_limited',
      message: 'said upstream_rate_limited',
      retryAfterMs: 3_000,
    });
    expect(finalError([note('upstream_quota_exhausted')], [], 0).code).toBe(
      'upstream_quota_exhausted',
    );
  });

  it('prefers what says most, and of equals the first', () => {
    const attempts = [
      note('upstream_rate_limited'),
      note('upstream_credential_rejected'),
      note('upstream_timeout'),
      note('upstream_error'),
    ];
    expect(finalError(attempts, [], 0).code).toBe('upstream_timeout');
    expect(finalError([...attempts, note('context_length_exceeded')], [], 0).code).toBe(
      'context_length_exceeded',
    );
    expect(finalError(attempts.slice(0, 2), [], 0).code).toBe('upstream_credential_rejected');
  });

  it('says that nothing is available when nothing could be tried', () => {
    const blocks = [
      { target: 'q/m', reason: 'cooling', untilMs: 5_000, code: 'upstream_error' } as const,
    ];
    expect(finalError([], blocks, 2_000)).toMatchObject({
      code: 'no_target_available',
      retryAfterMs: 3_000,
    });
    expect(finalError([note('upstream_rate_limited')], blocks, 2_000).code).toBe(
      'no_target_available',
    );
    expect(finalError([], [], 0)).not.toHaveProperty('retryAfterMs');
  });

  it('stays a missing model while the model is set aside for being missing', () => {
    const block = { reason: 'cooling', untilMs: 9, target: 'p/m' } as const;
    const missing = { ...block, code: 'upstream_model_missing' } as const;
    const busy = { ...block, code: 'upstream_overloaded' } as const;
    expect(finalError([], [missing], 0).code).toBe('upstream_model_missing');
    expect(finalError([note('upstream_model_missing')], [missing], 0).message).toBe(
      note('upstream_model_missing').error.message,
    );
    expect(finalError([], [missing, busy], 0).code).toBe('no_target_available');
  });

  it('has an answer for every mixture', () => {
    const notes = fc.array(fc.constantFrom(...codes).map((code) => note(code)));
    fc.assert(
      fc.property(notes, (attempts) => {
        expect(codes).toContain(finalError(attempts, [], 0).code);
      }),
    );
  });
});

describe('summarise', () => {
  it('tells an operator what was tried, without the words of the upstream', () => {
    const attempts = [
      note('upstream_rate_limited', { retryAfterMs: 500, upstream: { status: 429 } }),
    ];
    expect(summarise(attempts)).toEqual([
      {
        target: 'p/m',
        connection: 'main',
        code: 'upstream_rate_limited',
        status: 429,
        retryAtMs: 1_500,
      },
    ]);
  });
});

describe('exclusionError', () => {
  it('blames the request only when that is what keeps everybody out', () => {
    const small = { target: 'p/m', reason: 'context_too_small', detail: '8192 tokens' } as const;
    const off = { target: 'q/m', reason: 'target_disabled' } as const;
    expect(exclusionError([small]).code).toBe('context_length_exceeded');
    expect(exclusionError([small, off]).code).toBe('no_target_available');
    expect(exclusionError([off]).message).toContain('target_disabled');
    expect(exclusionError([]).code).toBe('no_target_available');
  });

  it('gives a veto in its own words', () => {
    const vetoed = { target: 'p/m', reason: 'vetoed', detail: 'top_k would be lost' } as const;
    expect(exclusionError([vetoed])).toEqual({
      code: 'unsupported',
      message: 'top_k would be lost',
    });
  });
});
