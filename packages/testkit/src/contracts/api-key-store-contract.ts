import type { ApiKeyRecord, ApiKeyStore } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { type Opened, withOpened } from './opened.ts';

const makeRecord = (id: string, overrides: Partial<ApiKeyRecord> = {}): ApiKeyRecord => ({
  id,
  name: `Key ${id}`,
  prefix: `sk_gw_${id}`,
  hash: id.padEnd(64, '0'),
  createdAtMs: 1_700_000_000_000,
  ...overrides,
});

/**
 * Declares the tests every store of API keys passes.
 *
 * @param name - which store, for the report
 * @param open - makes an empty store for each test
 */
export function apiKeyStoreContract(name: string, open: () => Promise<Opened<ApiKeyStore>>): void {
  const use = withOpened(open);

  describe(`${name} keeps API keys`, () => {
    it('and begins empty', () => use(async (store) => expect(await store.list()).toEqual([])));

    it('and gives back what it took, absent members still absent', () =>
      use(async (store) => {
        const plain = makeRecord('plain');
        const full = makeRecord('full', {
          createdAtMs: plain.createdAtMs + 1,
          expiresAtMs: 1_800_000_000_000,
          allowedModels: ['demo/*', 'ünïcode "quoted"'],
        });
        const none = makeRecord('none', { createdAtMs: plain.createdAtMs + 2, allowedModels: [] });
        for (const record of [plain, full, none]) await store.insert(record);
        expect(await store.list()).toStrictEqual([plain, full, none]);
      }));

    it('and lists the oldest first, whatever the order they came in', () =>
      use(async (store) => {
        for (const age of [3, 1, 2]) {
          await store.insert(makeRecord(`key${age}`, { createdAtMs: age }));
        }
        expect((await store.list()).map(({ id }) => id)).toEqual(['key1', 'key2', 'key3']);
      }));

    it('and lists those of the same instant by id', () =>
      use(async (store) => {
        for (const id of ['b', 'a', 'C']) await store.insert(makeRecord(id));
        expect((await store.list()).map(({ id }) => id)).toEqual(['C', 'a', 'b']);
      }));

    it('and refuses a hash that is taken', () =>
      use(async (store) => {
        await store.insert(makeRecord('one'));
        const { hash } = makeRecord('one');
        await expect(store.insert(makeRecord('two', { hash }))).rejects.toMatchObject({
          code: 'internal',
        });
        expect((await store.list()).map(({ id }) => id)).toEqual(['one']);
      }));

    it('and refuses an id that is taken, leaving the first record as it is', () =>
      use(async (store) => {
        await store.insert(makeRecord('one'));
        const again = makeRecord('one', { name: 'Other', hash: 'f'.repeat(64) });
        await expect(store.insert(again)).rejects.toMatchObject({ code: 'internal' });
        expect((await store.list()).map((record) => record.name)).toEqual(['Key one']);
      }));

    it('and revokes a key once, keeping it in the list', () =>
      use(async (store) => {
        await store.insert(makeRecord('one'));
        expect(await store.revoke('one', 5)).toBe(true);
        expect(await store.revoke('one', 9)).toBe(false);
        expect(await store.revoke('missing', 9)).toBe(false);
        expect(await store.list()).toStrictEqual([makeRecord('one', { revokedAtMs: 5 })]);
      }));
  });
}
