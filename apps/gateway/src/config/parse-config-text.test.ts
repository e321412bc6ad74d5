import { expect, test } from 'vitest';
import { parseConfigText } from './parse-config-text.ts';

test('environment variables are put into values, never into keys', () => {
  const { value } = parseConfigText('a: ${ENV:X}\n"${ENV:X}": 1\n', 'f.yaml', { X: 'v' });
  expect(value).toEqual({ a: 'v', '${ENV:X}': 1 });
});

test('a variable that is not set is named with line and column', () => {
  expect(() => parseConfigText('a: 1\nb:\n  c: ${ENV:NOPE}\n', 'f.yaml', {})).toThrow(
    'f.yaml:3:6: the environment variable NOPE is not set; set it, or remove this setting',
  );
});

test('a syntax error is placed', () => {
  expect(() => parseConfigText('a: [1, 2\nb: 3\n', 'f.yaml', {})).toThrow(/^f\.yaml:\d+:\d+: /);
});

test('a key given twice is an error', () => {
  expect(() => parseConfigText('a: 1\na: 2\n', 'f.yaml', {})).toThrow(/f\.yaml:2:1/);
});

test('every problem is listed, not just the first', () => {
  expect(() => parseConfigText('a: ${ENV:P}\nb: ${ENV:Q}\n', 'f.yaml', {})).toThrow(
    /P is not set[^]*Q is not set/,
  );
});

test('settings are found in the text by path; a missing one by its nearest parent', () => {
  const { place } = parseConfigText('a:\n  b:\n    - c: 1\n', 'f.yaml', {});
  expect(place(['a', 'b', 0, 'c'])).toEqual({ line: 3, column: 7 });
  expect(place(['a', 'x'])).toEqual({ line: 1, column: 1 });
});

test('an empty file is an empty configuration', () => {
  expect(parseConfigText('# nothing yet\n', 'f.yaml', {}).value).toEqual({});
});
