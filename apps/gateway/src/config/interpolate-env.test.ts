import { expect, test } from 'vitest';
import { interpolateEnv } from './interpolate-env.ts';

const env = { KEY: 'secret', HOST: 'example.org', EMPTY: '' };

test.each([
  ['${ENV:KEY}', 'secret'],
  ['${KEY}', 'secret'],
  ['https://${ENV:HOST}/v1?k=${KEY}', 'https://example.org/v1?k=secret'],
  ['os.environ/KEY', 'secret'],
  ['env.KEY', 'secret'],
  ['env::KEY', 'secret'],
  ['$${ENV:KEY}', '${ENV:KEY}'],
  ['plain', 'plain'],
  ['env.lower', 'env.lower'],
])('%s becomes %s', (text, value) => {
  expect(interpolateEnv(text, env)).toMatchObject({ ok: true, value });
});

test.each(['${ENV:NONE}', '${NONE}', 'os.environ/NONE', 'a ${ENV:NONE} b'])(
  '%s names the variable that is not set',
  (text) => {
    expect(interpolateEnv(text, env)).toEqual({ ok: false, missing: 'NONE' });
  },
);

test.each(['$KEY', '${env:KEY}', '${ENV:}', '${KEY', 'a ${} b', '${KEY }'])(
  '%s is taken for a reference gone wrong, not for a value',
  (text) => {
    expect(interpolateEnv(text, env)).toMatchObject({ ok: false, malformed: expect.any(String) });
  },
);

test.each(['$5 a day', 'a$b', 'cash: $'])('%s is an ordinary value', (text) => {
  expect(interpolateEnv(text, env)).toEqual({ ok: true, value: text });
});

test('a variable that is set but empty counts as missing', () => {
  expect(interpolateEnv('${ENV:EMPTY}', env)).toEqual({ ok: false, missing: 'EMPTY' });
});

test('a value that looks like a reference is not interpolated again', () => {
  expect(interpolateEnv('${ENV:A}', { A: '${ENV:KEY}', KEY: 'x' })).toMatchObject({
    value: '${ENV:KEY}',
  });
});
