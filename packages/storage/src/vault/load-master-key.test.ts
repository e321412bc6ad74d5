import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadMasterKey } from './load-master-key.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-key-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const load = (env: Record<string, string> = {}) =>
  loadMasterKey({ env, dataFolder: join(folder, 'data') });
const key = Buffer.from(Array.from({ length: 32 }, (_, at) => at * 8 + 5));
const writeKeyFile = (mode: number, text = key.toString('base64')) => {
  const path = join(folder, 'given.key');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return { GATEWAY_MASTER_KEY_FILE: path };
};

describe('loadMasterKey', () => {
  it.each(['hex', 'base64', 'base64url'] as const)(
    'takes %s from the environment',
    async (form) => {
      const { bytes, source } = await load({ GATEWAY_MASTER_KEY: ` ${key.toString(form)}\n` });
      expect([Buffer.from(bytes), source]).toEqual([key, 'environment']);
    },
  );

  it.each(['', 'password', key.toString('hex').slice(2), `${key.toString('base64')}AA`])(
    'refuses %j with a sentence that says what is needed and repeats nothing of it',
    async (text) => {
      const failure = load({ GATEWAY_MASTER_KEY: text || ' ' });
      await expect(failure).rejects.toMatchObject({ code: 'internal' });
      await expect(failure).rejects.toThrow(
        'GATEWAY_MASTER_KEY is not a master key. It must be 32 random bytes as 64 hex digits or as base64.',
      );
    },
  );

  it('makes a key once, in a file and a folder that only the owner can read', async () => {
    const made = await load();
    const found = await load();
    const path = join(folder, 'data', 'master.key');
    expect(made).toMatchObject({ source: 'created', path });
    expect(found).toEqual({ bytes: made.bytes, source: 'data-folder', path });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
  });

  it('makes one key however many ask for it at once, and leaves no draft of it', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => load()));
    expect(new Set(all.map(({ bytes }) => String(bytes))).size).toBe(1);
    expect(all.filter(({ source }) => source === 'created')).toHaveLength(1);
    expect(readdirSync(join(folder, 'data'))).toEqual(['master.key']);
  });

  it('reads a key it made before from a folder it may not write to', async () => {
    const made = await load();
    chmodSync(join(folder, 'data'), 0o500);
    expect((await load()).bytes).toEqual(made.bytes);
    chmodSync(join(folder, 'data'), 0o700);
  });

  it('refuses an empty file instead of making another key in its place', async () => {
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'master.key'), '', { mode: 0o600 });
    await expect(load()).rejects.toThrow('holds no master key');
  });

  it('refuses a file of its own that others can read', async () => {
    await load();
    chmodSync(join(folder, 'data', 'master.key'), 0o640);
    await expect(load()).rejects.toThrow(/master\.key can be read by others \(mode 640\)/);
  });

  it.each([0o400, 0o600, 0o440])('takes a named file of mode %o', async (mode) => {
    expect(await load(writeKeyFile(mode))).toMatchObject({ source: 'file' });
  });

  it.each([0o604, 0o644, 0o660])('refuses a named file of mode %o', async (mode) => {
    await expect(load(writeKeyFile(mode))).rejects.toThrow('can be read by others');
  });

  it('refuses a named file that is missing or holds something else', async () => {
    const missing = load({ GATEWAY_MASTER_KEY_FILE: join(folder, 'missing') });
    await expect(missing).rejects.toThrow('cannot be read');
    await expect(load(writeKeyFile(0o600, 'hunter2'))).rejects.toThrow('holds no master key');
  });

  it('refuses to choose when both variables are set', async () => {
    const both = { ...writeKeyFile(0o600), GATEWAY_MASTER_KEY: key.toString('hex') };
    await expect(load(both)).rejects.toThrow('not both');
  });
});
