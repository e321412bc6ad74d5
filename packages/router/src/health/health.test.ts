import { type ErrorCode, errorTable } from '@gateway/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyHealthEffect, type HealthRecord } from './health-effect.ts';
import { effectsOfFailure, effectsOfSuccess } from './health-effects-of.ts';
import { defaultHealthPolicy } from './health-policy.ts';

const place = { provider: 'openai', connection: 'main', model: 'gpt-4o' };
// Object.keys is typed as strings, yet these are the keys of the table.
const codes = Object.keys(errorTable) as ErrorCode[];

const effectsOf = (code: ErrorCode, retryAfterMs?: number) =>
  effectsOfFailure(
    { code, message: 'm', ...(retryAfterMs !== undefined && { retryAfterMs }) },
    place,
    defaultHealthPolicy,
  );

/** Applies the same failure at several instants and gives the pauses. */
const pauses = (code: ErrorCode, instantsMs: readonly number[], retryAfterMs?: number) => {
  let record: HealthRecord | undefined;
  return instantsMs.map((nowMs) => {
    const [effect] = effectsOf(code, retryAfterMs);
    record = effect && applyHealthEffect(record, effect, nowMs);
    return record ? record.coolingUntilMs - nowMs : 0;
  });
};

describe('what a failure does', () => {
  it('doubles the pause with each failure, up to a ceiling', () => {
    const instants = [0, 10, 20, 30, 40, 50, 60].map((seconds) => seconds * 10_000);
    expect(pauses('upstream_error', instants)).toEqual([
      3_000, 6_000, 12_000, 24_000, 48_000, 60_000, 60_000,
    ]);
  });

  it('counts a storm of failures as one', () => {
    expect(pauses('upstream_error', [0, 100, 200, 4_999])).toEqual([3_000, 3_000, 3_000, 3_000]);
    expect(pauses('upstream_error', [0, 5_000])).toEqual([3_000, 6_000]);
  });

  it('forgets a failure that is long past', () => {
    expect(pauses('upstream_error', [0, 700_000])).toEqual([3_000, 3_000]);
  });

  it('waits as long as the upstream says, and not less than its own pause', () => {
    expect(pauses('upstream_rate_limited', [0], 42_000)).toEqual([42_000]);
    expect(pauses('upstream_rate_limited', [0], 100)).toEqual([3_000]);
    expect(pauses('upstream_rate_limited', [0])).toEqual([3_000]);
  });

  it('caps what an upstream can ask for', () => {
    expect(pauses('upstream_rate_limited', [0], 1e12)).toEqual([defaultHealthPolicy.maxHintMs]);
  });

  it('never shortens a pause that is under way', () => {
    const [long] = effectsOf('upstream_rate_limited', 60_000);
    const [short] = effectsOf('upstream_rate_limited', 1_000);
    if (!long || !short) throw new Error('a limit has an effect');
    const first = applyHealthEffect(undefined, long, 0);
    expect(applyHealthEffect(first, short, 10_000)?.coolingUntilMs).toBe(60_000);
  });

  it('leaves a credential alone for hours after three refusals in a row', () => {
    expect(pauses('upstream_credential_rejected', [0, 10_000, 20_000])).toEqual([
      3_000,
      6_000,
      defaultHealthPolicy.credentialBanMs,
    ]);
  });

  it('looks after an account without quota once an hour', () => {
    expect(pauses('upstream_quota_exhausted', [0])).toEqual([3_600_000]);
    expect(pauses('upstream_quota_exhausted', [0], 60_000)).toEqual([60_000]);
  });

  it('sets a missing model aside for two minutes, and only at that connection', () => {
    expect(pauses('upstream_model_missing', [0])).toEqual([120_000]);
    expect(effectsOf('upstream_model_missing')[0]?.subject).toBe('model:openai/main/gpt-4o');
  });

  it.each([
    ['upstream_rate_limited', 'connection:openai/main'],
    ['upstream_quota_exhausted', 'connection:openai/main'],
    ['upstream_credential_rejected', 'connection:openai/main'],
    ['upstream_unreachable', 'connection:openai/main'],
    ['upstream_overloaded', 'model:openai/main/gpt-4o'],
    ['upstream_timeout', 'model:openai/main/gpt-4o'],
    ['upstream_truncated', 'model:openai/main/gpt-4o'],
  ] as const)('%s is held against %s', (code, subject) => {
    expect(effectsOf(code).map((effect) => effect.subject)).toEqual([subject]);
  });

  it('holds nothing against anybody that the client or the gateway did', () => {
    for (const code of codes.filter((name) => errorTable[name].blame !== 'upstream')) {
      expect(effectsOf(code, 1_000)).toEqual([]);
    }
  });

  it('is forgotten after a success', () => {
    const [failure] = effectsOf('upstream_rate_limited', 60_000);
    const record = failure && applyHealthEffect(undefined, failure, 0);
    for (const effect of effectsOfSuccess(place)) {
      expect(applyHealthEffect(record, effect, 1)).toBeUndefined();
    }
  });

  it('always ends, however often and in whatever order things fail', () => {
    const failure = fc.record({
      code: fc.constantFrom(...codes),
      afterMs: fc.nat({ max: 100_000 }),
      retryAfterMs: fc.option(fc.integer({ min: -1_000, max: 1e12 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(failure, { maxLength: 50 }), (failures) => {
        const records = new Map<string, HealthRecord | undefined>();
        let nowMs = 0;
        for (const { code, afterMs, retryAfterMs } of failures) {
          nowMs += afterMs;
          for (const effect of effectsOf(code, retryAfterMs)) {
            const next = applyHealthEffect(records.get(effect.subject), effect, nowMs);
            records.set(effect.subject, next);
            expect(next?.coolingUntilMs).toBeGreaterThan(nowMs);
            const most = defaultHealthPolicy.maxHintMs + defaultHealthPolicy.hintSlackMs;
            expect((next?.coolingUntilMs ?? 0) - nowMs).toBeLessThanOrEqual(most);
          }
        }
      }),
    );
  });
});
