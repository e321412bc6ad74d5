import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadFixtures } from './load-fixtures.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-fixtures-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, value: unknown) =>
  writeFile(join(folder, 'odd', name), JSON.stringify(value));

it('reads a folder of recordings, single exchanges as lists of one, sorted by name', async () => {
  await mkdir(join(folder, 'odd'));
  const response = { status: 200, headers: {}, body: 1 };
  await write('b.json', { id: 'b', response });
  await write('a.json', { id: 'a', exchanges: [{ request: null, response }] });
  await write('notes.md', {});
  expect(loadFixtures('odd', folder).map(({ id, exchanges }) => [id, exchanges])).toEqual([
    ['a', [{ request: null, response }]],
    ['b', [{ request: null, response }]],
  ]);
});

it('names a folder that is not there', () => {
  expect(() => loadFixtures('none', folder)).toThrow(`There are no recordings in ${folder}/none.`);
});

it('says where to name a folder when there is none by default, as in the published package', () => {
  expect(() => loadFixtures('none')).toThrow(
    /fixtures\/recorded\/none\. The published package comes without recordings: .*`folder`/,
  );
});

it('refuses a recording without a response', async () => {
  await mkdir(join(folder, 'odd'));
  await write('a.json', { id: 'a' });
  expect(() => loadFixtures('odd', folder)).toThrow('fixture a holds no response');
});
