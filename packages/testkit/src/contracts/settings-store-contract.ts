import type { Json, SettingsStore } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { type Opened, withOpened } from './opened.ts';

const values: readonly Json[] = [
  null,
  false,
  0,
  '',
  'text with "quotes" and \u2028',
  [1, [2], {}],
  { nested: { list: [null, true] }, 'key with.dots': 1e21 },
];

/**
 * Declares the tests every store of settings passes.
 *
 * @param name - which store, for the report
 * @param open - makes an empty store for each test
 */
export function settingsStoreContract(
  name: string,
  open: () => Promise<Opened<SettingsStore>>,
): void {
  const use = withOpened(open);

  describe(`${name} keeps settings`, () => {
    it('and tells a setting that is not there from one that is null', () =>
      use(async (store) => {
        await store.set('empty', null);
        expect(await store.get('empty')).toBeNull();
        expect(await store.get('missing')).toBeUndefined();
      }));

    it('and gives back every kind of JSON', () =>
      use(async (store) => {
        for (const value of values) {
          await store.set('value', value);
          expect(await store.get('value')).toEqual(value);
        }
      }));

    it('and takes the last value, one name apart from another', () =>
      use(async (store) => {
        await store.set('one', 1);
        await store.set('One', 2);
        await store.set('one', 3);
        expect([await store.get('one'), await store.get('One')]).toEqual([3, 2]);
      }));

    it('and forgets what is deleted, also when it was never there', () =>
      use(async (store) => {
        await store.set('gone', 1);
        await store.delete('gone');
        await store.delete('never');
        expect(await store.get('gone')).toBeUndefined();
      }));
  });
}
