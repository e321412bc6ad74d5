import { expect, test } from 'vitest';
import { isJsonArray, isJsonObject, isRawJsonNumber } from './json.ts';

const raw = Object.freeze(Object.assign(Object.create(null), { rawJSON: '12345678901234567890' }));

test('a number kept as text is no object of a client', () => {
  expect(isRawJsonNumber(raw)).toBe(true);
  expect(isJsonObject(raw)).toBe(false);
});

test('a client’s own key of that name makes no number', () => {
  expect(isRawJsonNumber({ rawJSON: '1' })).toBe(false);
  expect(isJsonObject({ rawJSON: '1' })).toBe(true);
});

test.each([[null], [1], ['x'], [true], [undefined]])('%s is neither object nor list', (value) => {
  expect(isJsonObject(value)).toBe(false);
  expect(isJsonArray(value)).toBe(false);
});

test('lists and objects are told apart', () => {
  expect([isJsonArray([]), isJsonObject([])]).toEqual([true, false]);
  expect([isJsonArray({}), isJsonObject({})]).toEqual([false, true]);
});
