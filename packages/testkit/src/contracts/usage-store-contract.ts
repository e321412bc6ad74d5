import type { UsageRecord, UsageStore } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { type Opened, withOpened } from './opened.ts';

const makeRecord = (at: number, overrides: Partial<UsageRecord> = {}): UsageRecord => ({
  requestId: `req-${at}`,
  startedAtMs: 1_700_000_000_000 + at,
  durationMs: 12.5,
  keyId: 'key',
  operation: 'generate',
  dialect: 'openai-chat',
  requestedModel: 'demo/echo',
  stream: false,
  status: 200,
  attempts: 1,
  inputTokens: 10,
  cacheReadTokens: 4,
  cacheWriteTokens: 2,
  outputTokens: 20,
  reasoningTokens: 8,
  usageCertainty: 'final',
  ...overrides,
});

const full = makeRecord(0, {
  firstContentMs: 3.25,
  target: 'demo/echo',
  stream: true,
  tier: 'T',
  status: 502,
  errorCode: 'upstream_truncated',
  upstreamStatus: 200,
  usageCertainty: 'partial',
});

const idsOf = (records: readonly UsageRecord[]) => records.map(({ requestId }) => requestId);

/**
 * Declares the tests every store of usage rows passes.
 *
 * @param name - which store, for the report
 * @param open - makes an empty store for each test
 */
export function usageStoreContract(name: string, open: () => Promise<Opened<UsageStore>>): void {
  const use = withOpened(open);

  describe(`${name} keeps usage rows`, () => {
    it('and begins empty, also after an append of nothing', () =>
      use(async (store) => {
        await store.append([]);
        expect(await store.list({ limit: 10 })).toEqual([]);
      }));

    it('and gives back what it took, absent members still absent', () =>
      use(async (store) => {
        await store.append([full, makeRecord(1)]);
        expect(await store.list({ limit: 10 })).toStrictEqual([makeRecord(1), full]);
      }));

    it('and pages through all of them once, newest first', () =>
      use(async (store) => {
        const count = 25;
        for (let at = 0; at < count; at += 5) {
          await store.append(Array.from({ length: 5 }, (_, step) => makeRecord(at + step)));
        }
        const seen: string[] = [];
        for (let page = await store.list({ limit: 7 }); page.length > 0; ) {
          seen.push(...idsOf(page));
          page = await store.list({ limit: 7, before: seen.at(-1) ?? '' });
        }
        const expected = Array.from({ length: count }, (_, at) => `req-${count - 1 - at}`);
        expect(seen).toEqual(expected);
      }));

    it('and keeps the place of a page when newer rows arrive', () =>
      use(async (store) => {
        await store.append([makeRecord(0), makeRecord(1), makeRecord(2)]);
        const first = await store.list({ limit: 2 });
        await store.append([makeRecord(3)]);
        const second = await store.list({ limit: 2, before: first.at(-1)?.requestId ?? '' });
        expect([...idsOf(first), ...idsOf(second)]).toEqual(['req-2', 'req-1', 'req-0']);
      }));

    it('and gives an empty page for a cursor that is not there', () =>
      use(async (store) => {
        await store.append([makeRecord(0), makeRecord(1)]);
        expect(await store.list({ limit: 10, before: 'req-9' })).toEqual([]);
        expect(await store.list({ limit: 10, before: 'req-0' })).toEqual([]);
      }));

    it('and counts no row twice that is handed in again, in one batch or in two', () =>
      use(async (store) => {
        await store.append([makeRecord(0), makeRecord(1), makeRecord(1, { status: 500 })]);
        await store.append([makeRecord(0, { status: 500 }), makeRecord(2)]);
        expect(await store.list({ limit: 10 })).toEqual([
          makeRecord(2),
          makeRecord(1),
          makeRecord(0),
        ]);
      }));

    it('and takes many rows at once and many appends at a time', () =>
      use(async (store) => {
        const batch = (from: number) =>
          Array.from({ length: 700 }, (_, at) => makeRecord(from + at));
        await Promise.all([store.append(batch(0)), store.append(batch(700))]);
        expect(new Set(idsOf(await store.list({ limit: 2_000 }))).size).toBe(1_400);
      }));
  });
}
