import type { ErrorCode } from '@gateway/spec';
import { errorTable } from '@gateway/spec';
import { createSeededRandom } from '@gateway/testkit/clock';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AttemptOutcome,
  createMemoryState,
  createRouter,
  type RouterOptions,
  type RouterSnapshot,
} from '../src/index.ts';
import { createClock, drive, failure, snapshot } from './drive.ts';

const success: AttemptOutcome = { kind: 'success' };

const setUp = (options: Partial<RouterOptions> = {}) => {
  const clock = createClock();
  const router = createRouter({ snapshot, clock, ...options });
  /** Scripts outcomes by what is tried; whoever is not in the script succeeds. */
  const run = (script: Record<string, AttemptOutcome>, request = {}) =>
    drive(
      router,
      clock,
      request,
      ({ candidate }) => script[`${candidate.connection}@${candidate.target}`] ?? success,
    );
  return { clock, router, run };
};

describe('the order of attempts', () => {
  it('follows the group, and within a target the priority of the connections', async () => {
    const { run } = setUp();
    const limited = failure('upstream_rate_limited');
    const { tried, end } = await run({ 'zero@a/m': limited, 'one@a/m': limited });
    expect(tried).toEqual(['zero@a/m', 'one@a/m', 'main@b/m']);
    expect(end).toBe('done');
  });

  it('tries the same target once more after a passing fault, after a short pause', async () => {
    const { run } = setUp();
    const overloaded = failure('upstream_overloaded');
    const { tried, waitsMs } = await run({ 'zero@a/m': overloaded, 'one@a/m': success });
    expect(tried).toEqual(['zero@a/m', 'zero@a/m retry', 'one@a/m']);
    expect(waitsMs).toEqual([375]);
  });

  it('leaves a target whose model is missing, and comes back to its other account last', async () => {
    const { run } = setUp();
    const missing = failure('upstream_model_missing');
    const { tried } = await run({ 'zero@a/m': missing, 'main@b/m': missing });
    expect(tried).toEqual(['zero@a/m', 'main@b/m', 'one@a/m']);
  });

  it('leaves a target for good that refuses the form of the request, after one cleaned try', async () => {
    const { run } = setUp();
    const refused = failure('invalid_for_target');
    const { tried, end } = await run({ 'zero@a/m': refused, 'main@b/m': refused });
    expect(tried).toEqual(['zero@a/m', 'zero@a/m sanitise', 'main@b/m', 'main@b/m sanitise']);
    expect(end).toBe('invalid_for_target');
  });

  it('goes only to a larger window when the input does not fit', async () => {
    const { run } = setUp();
    const tooLong = failure('context_length_exceeded');
    const larger = await run({ 'zero@a/m': tooLong });
    expect(larger.tried).toEqual(['zero@a/m', 'main@b/m']);
    const none = await run({ 'zero@a/m': tooLong, 'main@b/m': tooLong });
    expect(none.tried).toEqual(['zero@a/m', 'main@b/m']);
    expect(none.end).toBe('context_length_exceeded');
  });

  it('renews an expired credential once where it can', async () => {
    const [a, b] = snapshot.providers;
    if (!a || !b) throw new Error('two providers');
    const connections = a.connections.map((connection) => ({ ...connection, refreshable: true }));
    const { run } = setUp({ snapshot: { ...snapshot, providers: [{ ...a, connections }, b] } });
    const expired = failure('upstream_credential_expired');
    const { tried } = await run({ 'zero@a/m': expired });
    expect(tried).toEqual(['zero@a/m', 'zero@a/m refresh-credential', 'one@a/m']);
  });

  it('stops at once at what the client did', async () => {
    const { run } = setUp();
    const { tried, end } = await run({ 'zero@a/m': failure('invalid_request') });
    expect([tried, end]).toEqual([['zero@a/m'], 'invalid_request']);
  });

  it('stops when content has gone out', async () => {
    const { run } = setUp();
    const cut: AttemptOutcome = {
      kind: 'failure',
      committed: true,
      error: { code: 'upstream_truncated', message: 'cut' },
    };
    const { tried, end } = await run({ 'zero@a/m': cut });
    expect([tried, end]).toEqual([['zero@a/m'], 'upstream_truncated']);
  });

  it('stops at the ceiling of attempts and says what was the matter', async () => {
    const { run } = setUp({ limits: { maxAttempts: 2 } });
    const { tried, end } = await run({
      'zero@a/m': failure('upstream_error'),
      'one@a/m': failure('upstream_error'),
    });
    expect([tried.length, end]).toEqual([2, 'upstream_error']);
    const once = await setUp().run({ 'zero@a/m': failure('upstream_error') }, { maxAttempts: 1 });
    expect(once.tried.length).toBe(1);
  });

  it('stops at the deadline', async () => {
    const { clock, router } = setUp();
    const deadlineMs = clock.nowMs() + 1_000;
    const { tried } = await drive(router, clock, { deadlineMs }, () => {
      clock.advance(600);
      return failure('upstream_rate_limited');
    });
    expect(tried.length).toBe(2);
  });

  it('ends without a word about the upstream when the client hangs up', async () => {
    const { run } = setUp();
    const { end } = await run({ 'zero@a/m': { kind: 'abandoned' } });
    expect(end).toBe('done');
    expect((await run({})).tried).toEqual(['zero@a/m']);
  });
});

describe('pauses', () => {
  it('keep a limited account out until the hint has passed', async () => {
    const { clock, run } = setUp();
    await run({ 'zero@a/m': failure('upstream_rate_limited', { retryAfterMs: 60_000 }) });
    expect((await run({})).tried).toEqual(['one@a/m']);
    clock.advance(59_999);
    expect((await run({})).tried).toEqual(['one@a/m']);
    clock.advance(1);
    expect((await run({})).tried).toEqual(['zero@a/m']);
  });

  it('are not earned by what is tried again with success', async () => {
    const { clock, router, run } = setUp();
    let calls = 0;
    await drive(router, clock, {}, () => {
      calls += 1;
      return calls === 1 ? failure('upstream_error') : success;
    });
    expect((await run({})).tried).toEqual(['zero@a/m']);
  });

  it('set aside only the model that fails, not the account', async () => {
    const { run } = setUp({
      snapshot: { ...snapshot, targets: [...snapshot.targets, { provider: 'a', model: 'n' }] },
    });
    await run({ 'zero@a/m': failure('upstream_timeout'), 'main@b/m': success });
    expect((await run({}, { name: 'a/n' })).tried).toEqual(['zero@a/n']);
    expect((await run({}, { name: 'a/m' })).tried).toEqual(['one@a/m']);
  });

  it('are waited for when they are short, then the same account is tried again', async () => {
    const { clock, router } = setUp();
    const limits = [failure('upstream_rate_limited', { retryAfterMs: 5_000 }), success];
    const { tried, waitsMs, end } = await drive(
      router,
      clock,
      { name: 'b/m' },
      () => limits.shift() ?? success,
    );
    expect([tried, waitsMs, end]).toEqual([['main@b/m', 'main@b/m'], [5_000], 'done']);
  });

  it('are not waited for when they are long, and the client learns when to come back', async () => {
    const { run } = setUp();
    const limited = failure('upstream_rate_limited', { retryAfterMs: 90_000 });
    const { error, waitsMs } = await run({ 'main@b/m': limited }, { name: 'b/m' });
    expect(error).toMatchObject({ code: 'upstream_rate_limited', retryAfterMs: 90_000 });
    expect(waitsMs).toEqual([]);
    const next = await run({}, { name: 'b/m' });
    expect(next.tried).toEqual([]);
    expect(next.error).toMatchObject({ code: 'upstream_rate_limited', retryAfterMs: 90_000 });
  });

  it('are waited for three times at most', async () => {
    const { run } = setUp();
    const limited = failure('upstream_rate_limited', { retryAfterMs: 10_000 });
    const { tried, waitsMs, end } = await run({ 'main@b/m': limited }, { name: 'b/m' });
    expect([tried.length, waitsMs.length, end]).toEqual([4, 3, 'upstream_rate_limited']);
  });

  it('make everything unavailable when they are not about limits', async () => {
    const { run } = setUp({ limits: { maxWaitMs: 0 } });
    await run({ 'main@b/m': failure('upstream_error') }, { name: 'b/m' });
    const { tried, error } = await run({}, { name: 'b/m' });
    expect(tried).toEqual([]);
    expect(error).toMatchObject({ code: 'no_target_available', retryAfterMs: 3_000 });
  });

  it('are shared by routers of successive snapshots', async () => {
    const state = createMemoryState();
    const first = setUp({ state, random: createSeededRandom(1) });
    await first.run({ 'zero@a/m': failure('upstream_rate_limited', { retryAfterMs: 60_000 }) });
    const second = setUp({ state, random: createSeededRandom(2) });
    expect((await second.run({})).tried).toEqual(['one@a/m']);
  });
});

describe('leases', () => {
  const narrow: RouterSnapshot = {
    ...snapshot,
    providers: [{ id: 'b', connections: [{ id: 'main', maxConcurrent: 1 }] }],
    groups: [],
  };
  const request = { name: 'b/m', operation: 'generate' } as const;

  it('wait for a free place, and give up in the end', async () => {
    const { clock, router } = setUp({ snapshot: narrow, limits: { maxWaitMs: 250 } });
    const held = await router.admit(await router.plan(request));
    if (held.kind !== 'go') throw new Error('the place was free');
    const plan = await router.plan(request);
    const waits: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const admission = await router.admit(plan);
      waits.push(admission.kind === 'wait' ? admission.reason : admission.kind);
      if (admission.kind === 'wait') clock.moveTo(admission.untilMs);
    }
    expect(waits).toEqual(['busy', 'busy', 'stop']);
    await router.report(held.lease, success);
    expect((await router.admit(await router.plan(request))).kind).toBe('go');
  });

  it('end once, whatever is reported again', async () => {
    const { router } = setUp({ snapshot: narrow });
    const plan = await router.plan(request);
    const admission = await router.admit(plan);
    if (admission.kind !== 'go') throw new Error('the place was free');
    const limited = failure('upstream_rate_limited', { retryAfterMs: 90_000 });
    const steps = await Promise.all([
      router.report(admission.lease, success),
      router.report(admission.lease, limited),
    ]);
    expect(steps).toEqual([{ kind: 'done' }, { kind: 'done' }]);
    expect((await router.admit(await router.plan(request))).kind).toBe('go');
  });

  it('end by themselves when nobody reports', async () => {
    const { clock, router } = setUp({
      snapshot: narrow,
      limits: { leaseTtlMs: 1_000, maxWaitMs: 0 },
    });
    const first = await router.admit(await router.plan(request));
    expect(first.kind === 'go' && first.lease.expiresAtMs - clock.nowMs()).toBe(1_000);
    expect((await router.admit(await router.plan(request))).kind).toBe('stop');
    clock.advance(1_000);
    expect((await router.admit(await router.plan(request))).kind).toBe('go');
  });

  it('belong to the router that gave them', async () => {
    const { router } = setUp();
    const other = setUp().router;
    const plan = await router.plan({ name: 'g', operation: 'generate' });
    await expect(other.admit(plan)).rejects.toThrow(TypeError);
    const admission = await router.admit(plan);
    if (admission.kind !== 'go') throw new Error('the place was free');
    await expect(other.report(admission.lease, success)).rejects.toThrow(TypeError);
  });
});

describe('a plan', () => {
  it('tells the whole story of its making', async () => {
    const { router, run } = setUp();
    await run({ 'zero@a/m': failure('upstream_rate_limited', { retryAfterMs: 60_000 }) });
    const { trace } = await router.plan({ name: 'g', operation: 'generate' });
    expect(trace).toMatchInlineSnapshot(`
      {
        "candidates": [
          {
            "connection": "one",
            "target": "a/m",
          },
          {
            "connection": "main",
            "target": "b/m",
          },
        ],
        "excluded": [
          {
            "code": "upstream_rate_limited",
            "connection": "zero",
            "reason": "cooling",
            "target": "a/m",
            "untilMs": 1060000,
          },
        ],
        "requested": "g",
        "resolved": "g",
        "rules": [
          {
            "matched": false,
            "rule": "alias",
          },
          {
            "matched": false,
            "rule": "target",
          },
          {
            "detail": "g",
            "matched": true,
            "rule": "group",
          },
        ],
        "strategy": "priority",
        "why": "a/m through one comes first by priority; 1 excluded",
      }
    `);
  });

  it('leaves out who cannot serve the request, and says why', async () => {
    const { router } = setUp({
      snapshot: {
        providers: [
          { id: 'p', connections: [{ id: 'k', excludedModels: ['x*'] }], operations: ['generate'] },
          { id: 'off', enabled: false, connections: [{ id: 'k' }] },
          { id: 'bare', connections: [] },
        ],
        targets: [
          { provider: 'p', model: 'small', facts: { contextTokens: 10 } },
          { provider: 'p', model: 'short', facts: { contextTokens: null, maxOutputTokens: 5 } },
          {
            provider: 'p',
            model: 'blind',
            facts: { contextTokens: null, capabilities: { vision: false } },
          },
          { provider: 'p', model: 'x1' },
          { provider: 'p', model: 'gone', enabled: false },
          { provider: 'p', model: 'lossy' },
          { provider: 'p', model: 'talker', facts: { contextTokens: null, operations: ['speak'] } },
          { provider: 'off', model: 'm' },
          { provider: 'bare', model: 'm' },
          { provider: 'p', model: 'fine' },
        ],
        groups: [
          {
            name: 'g',
            members: [
              ...['small', 'short', 'blind', 'x1', 'gone', 'lossy', 'talker', 'fine', 'fine'].map(
                (model) => ({
                  target: `p/${model}`,
                }),
              ),
              { target: 'off/m' },
              { target: 'bare/m' },
              { target: 'p/fine', connection: 'nobody' },
            ],
          },
        ],
      },
    });
    const plan = await router.plan({
      name: 'g',
      operation: 'generate',
      needs: { inputTokens: 100, outputTokens: 10, capabilities: ['vision'] },
      veto: ({ model }) => (model === 'lossy' ? 'top_k would be lost' : undefined),
    });
    expect(plan.candidates.map(({ target }) => target)).toEqual(['p/fine']);
    expect(plan.excluded.map(({ target, reason }) => `${target} ${reason}`)).toEqual([
      'p/small context_too_small',
      'p/short output_too_small',
      'p/blind capability_missing',
      'p/x1 model_excluded',
      'p/gone target_disabled',
      'p/lossy vetoed',
      'p/talker operation_unsupported',
      'off/m provider_disabled',
      'bare/m no_connection',
      'p/fine connection_unknown',
    ]);
  });

  it('carries the error when there is nobody, and admission repeats it', async () => {
    const { router } = setUp();
    const unknown = await router.plan({ name: 'nothing', operation: 'generate' });
    expect(unknown.error?.code).toBe('model_not_found');
    expect(await router.admit(unknown)).toMatchObject({
      kind: 'stop',
      error: { code: 'model_not_found' },
    });
    const tooLong = await router.plan({
      name: 'g',
      operation: 'generate',
      needs: { inputTokens: 1_000_000 },
    });
    expect(tooLong.error?.code).toBe('context_length_exceeded');
  });

  it('keeps to the allow-list of the key', async () => {
    const { router } = setUp();
    const principal = { keyId: 'k', name: 'key', allowedModels: ['b/*'] };
    const plan = await router.plan({ name: 'g', operation: 'generate', principal });
    expect(plan.candidates.map(({ target }) => target)).toEqual(['b/m']);
  });

  it('is ordered by the strategy its group names, and by priority when that is unknown', async () => {
    const reverse = {
      name: 'reverse',
      order: <T>(candidates: readonly T[]) => candidates.toReversed(),
    };
    const withStrategy = (strategy: string) =>
      setUp({
        strategies: [reverse],
        snapshot: {
          ...snapshot,
          groups: [{ ...(snapshot.groups?.[0] ?? { name: 'g', members: [] }), strategy }],
        },
      });
    expect((await withStrategy('reverse').run({})).tried).toEqual(['main@b/m']);
    expect((await withStrategy('unheard-of').run({})).tried).toEqual(['zero@a/m']);
  });
});

describe('a state that fails', () => {
  it('does not fail an answered request, and is told of', async () => {
    const errors: unknown[] = [];
    const state = createMemoryState();
    const broken = { ...state, settle: () => Promise.reject(new Error('no connection')) };
    const { run } = setUp({ state: broken, onStateError: (error) => errors.push(error) });
    expect((await run({})).end).toBe('done');
    expect(errors).toHaveLength(1);
  });
});

describe('whatever happens', () => {
  // Object.keys is typed as strings, yet these are the keys of the table.
  const codes = Object.keys(errorTable) as ErrorCode[];
  const outcome: fc.Arbitrary<AttemptOutcome> = fc.oneof(
    { weight: 1, arbitrary: fc.constant(success) },
    { weight: 1, arbitrary: fc.constant<AttemptOutcome>({ kind: 'abandoned' }) },
    {
      weight: 6,
      arbitrary: fc
        .record({
          code: fc.constantFrom(...codes),
          retryAfterMs: fc.option(fc.nat({ max: 120_000 }), { nil: undefined }),
          committed: fc.boolean(),
        })
        .map(
          ({ code, retryAfterMs, committed }): AttemptOutcome => ({
            kind: 'failure',
            committed: committed && code === 'upstream_truncated',
            error: { code, message: 'm', ...(retryAfterMs !== undefined && { retryAfterMs }) },
          }),
        ),
    },
  );
  const scenario = fc.record({
    outcomes: fc.array(outcome, { minLength: 1, maxLength: 40 }),
    pausesMs: fc.array(fc.nat({ max: 20_000 }), { minLength: 1, maxLength: 10 }),
    maxAttempts: fc.integer({ min: 1, max: 8 }),
  });

  it('every request ends, within its attempts, and tries nobody who is out or cooling', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ outcomes, pausesMs, maxAttempts }) => {
        const state = createMemoryState();
        const { clock, router } = setUp({ state, limits: { maxAttempts } });
        let turn = 0;
        for (const pauseMs of pausesMs) {
          clock.advance(pauseMs);
          const cooling: Promise<void>[] = [];
          const { tried } = await drive(router, clock, {}, ({ candidate }) => {
            const { provider, connection, model } = candidate;
            const subjects = [
              `connection:${provider}/${connection}`,
              `model:${provider}/${connection}/${model}`,
            ];
            cooling.push(
              state.inspect(subjects, clock.nowMs()).then((statuses) => {
                for (const status of statuses) expect(status.coolingUntilMs).toBe(0);
              }),
            );
            turn += 1;
            return outcomes[turn % outcomes.length] ?? success;
          });
          await Promise.all(cooling);
          expect(tried.length).toBeLessThanOrEqual(maxAttempts);
        }
      }),
    );
  });
});
