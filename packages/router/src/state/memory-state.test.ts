import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FailureEffect } from '../health/health-effect.ts';
import { createMemoryState } from './memory-state.ts';

const failure = (subject: string, pauseMs: number): FailureEffect => ({
  kind: 'failure',
  subject,
  code: 'upstream_error',
  baseMs: pauseMs,
  maxMs: pauseMs,
  hintSlackMs: 0,
  stormMs: 0,
  forgetMs: 1_000,
});
const one = (subject: string) => ({ subjects: [subject], limit: { subject, maxLeases: 1 } });

describe('createMemoryState', () => {
  it('leases the first option that neither cools nor is full', async () => {
    const state = createMemoryState();
    await state.lease({ leaseId: 'x', options: [one('c')], nowMs: 0, ttlMs: 10 });
    await state.settle({ leaseId: 'x', nowMs: 0, effects: [failure('a', 100)] });
    await state.lease({ leaseId: 'full', options: [one('b')], nowMs: 0, ttlMs: 1_000 });
    const options = [one('a'), one('b'), one('c')];
    expect(await state.lease({ leaseId: 'l', options, nowMs: 1, ttlMs: 1_000 })).toEqual({
      granted: true,
      option: 2,
    });
    expect(await state.lease({ leaseId: 'm', options, nowMs: 2, ttlMs: 1_000 })).toEqual({
      granted: false,
      blocks: [
        { reason: 'cooling', untilMs: 100, code: 'upstream_error' },
        { reason: 'busy', untilMs: 0 },
        { reason: 'busy', untilMs: 0 },
      ],
    });
  });

  it('settles a lease once', async () => {
    const state = createMemoryState();
    await state.lease({ leaseId: 'l', options: [one('a')], nowMs: 0, ttlMs: 1_000 });
    expect(await state.settle({ leaseId: 'l', nowMs: 1, effects: [] })).toBe(true);
    expect(await state.settle({ leaseId: 'l', nowMs: 1, effects: [failure('a', 50)] })).toBe(false);
    expect(await state.inspect(['a'], 1)).toEqual([{ coolingUntilMs: 0, leases: 0 }]);
  });

  it('ends a lease that nobody settles', async () => {
    const state = createMemoryState();
    await state.lease({ leaseId: 'l', options: [one('a')], nowMs: 0, ttlMs: 1_000 });
    expect(await state.inspect(['a'], 999)).toEqual([{ coolingUntilMs: 0, leases: 1 }]);
    expect(await state.inspect(['a'], 1_000)).toEqual([{ coolingUntilMs: 0, leases: 0 }]);
    expect(await state.settle({ leaseId: 'l', nowMs: 1_000, effects: [] })).toBe(false);
  });

  it('forgets what was touched longest ago when it is full', async () => {
    const state = createMemoryState({ maxRecords: 2, maxLeases: 2 });
    const fail = async (subject: string) => {
      await state.lease({ leaseId: subject, options: [{ subjects: [] }], nowMs: 0, ttlMs: 1_000 });
      await state.settle({ leaseId: subject, nowMs: 0, effects: [failure(subject, 100)] });
    };
    for (const subject of ['a', 'b', 'a', 'c']) await fail(subject);
    const statuses = await state.inspect(['a', 'b', 'c'], 1);
    expect(statuses.map(({ coolingUntilMs }) => coolingUntilMs)).toEqual([100, 0, 100]);
    for (const leaseId of ['1', '2', '3']) {
      await state.lease({ leaseId, options: [one(leaseId)], nowMs: 0, ttlMs: 1_000 });
    }
    expect(await state.settle({ leaseId: '1', nowMs: 0, effects: [] })).toBe(false);
  });

  it('never has more leases on a subject than its limit, whatever happens', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('take' as const), id: fc.nat(20), subject: fc.nat(2) }),
      fc.record({ kind: fc.constant('end' as const), id: fc.nat(20), subject: fc.nat(2) }),
      fc.record({ kind: fc.constant('pass' as const), id: fc.nat(200), subject: fc.nat(2) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const state = createMemoryState();
        const granted = new Map<string, number>();
        let nowMs = 0;
        for (const [at, { kind, id, subject }] of steps.entries()) {
          if (kind === 'pass') nowMs += id;
          if (kind === 'end') await state.settle({ leaseId: `${id}`, nowMs, effects: [] });
          if (kind === 'take') {
            const limit = { subject: `${subject}`, maxLeases: 2 };
            const options = [{ subjects: [`${subject}`], limit }];
            const result = await state.lease({ leaseId: `${at}`, options, nowMs, ttlMs: 100 });
            if (result.granted) granted.set(`${at}`, nowMs);
          }
          for (const status of await state.inspect(['0', '1', '2'], nowMs)) {
            expect(status.leases).toBeLessThanOrEqual(2);
            expect(status.leases).toBeGreaterThanOrEqual(0);
          }
        }
        for (const id of granted.keys()) await state.settle({ leaseId: id, nowMs, effects: [] });
        for (const { leases } of await state.inspect(['0', '1', '2'], nowMs))
          expect(leases).toBe(0);
      }),
    );
  });
});
