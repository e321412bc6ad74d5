import {
  closeSync,
  openSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { ApiKeyRecord, UsageRecord } from '@gateway/spec';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createSqliteStorage } from '../src/index.ts';
import { inFolder, startAppender } from './support.ts';

const inFile = (test: (path: string) => Promise<void>) =>
  inFolder((folder) => test(join(folder, 'gateway.db')));

const record: UsageRecord = {
  requestId: 'req-1',
  startedAtMs: 1,
  durationMs: 1,
  keyId: 'key',
  operation: 'generate',
  dialect: 'openai-chat',
  requestedModel: 'demo/echo',
  stream: false,
  status: 200,
  attempts: 1,
  inputTokens: 1,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 1,
  reasoningTokens: 0,
  usageCertainty: 'final',
};

describe('a SQLite storage', () => {
  it('keeps what was written for the next start', () =>
    inFile(async (path) => {
      const before = await createSqliteStorage({ path });
      await before.settings.set('greeting', { text: 'hello' });
      await before.close();
      const after = await createSqliteStorage({ path, synchronous: 'full', readerCount: 3 });
      const reads = Array.from({ length: 6 }, () => after.settings.get('greeting'));
      for (const value of await Promise.all(reads)) expect(value).toEqual({ text: 'hello' });
      await after.close();
    }));

  it('takes a batch of rows a second time without counting them twice', () =>
    inFile(async (path) => {
      const storage = await createSqliteStorage({ path });
      await storage.usage.append([record]);
      await storage.usage.append([
        { ...record, status: 500 },
        { ...record, requestId: 'req-2' },
      ]);
      const rows = await storage.usage.list({ limit: 10 });
      expect(rows.map(({ requestId, status }) => [requestId, status])).toEqual([
        ['req-2', 200],
        ['req-1', 200],
      ]);
      await storage.close();
    }));

  it('lets nobody but the owner read its files', () =>
    inFile(async (path) => {
      const storage = await createSqliteStorage({ path });
      await storage.settings.set('secret', 'sealed');
      const files = readdirSync(dirname(path));
      expect(files).toContain('gateway.db.lock');
      for (const file of files) expect(statSync(join(dirname(path), file)).mode & 0o077).toBe(0);
      await storage.close();
    }));

  it('refuses calls after its end, which may come twice', () =>
    inFile(async (path) => {
      const storage = await createSqliteStorage({ path });
      await Promise.all([storage.close(), storage.close()]);
      await expect(storage.settings.get('any')).rejects.toThrow('The storage is closed');
      await expect(storage.usage.append([record])).rejects.toMatchObject({ code: 'internal' });
    }));

  it('finishes what is under way when it ends', () =>
    inFile(async (path) => {
      const storage = await createSqliteStorage({ path });
      const rows = Array.from({ length: 5_000 }, (_, at) => ({
        ...record,
        requestId: `req-${at}`,
      }));
      const work = [storage.usage.append(rows), storage.usage.list({ limit: 10 })];
      await storage.close();
      await Promise.all(work);
      const after = await createSqliteStorage({ path });
      expect(await after.usage.list({ limit: 10_000 })).toHaveLength(5_000);
      await after.close();
    }));

  it('refuses what cannot travel to its thread, and nothing but that call', () =>
    inFile(async (path) => {
      const storage = await createSqliteStorage({ path });
      // A function cannot come from typed code.
      const broken = { id: 'one', name: () => 'x' } as unknown as ApiKeyRecord;
      await expect(storage.apiKeys.insert(broken)).rejects.toThrow('could not be cloned');
      expect(await storage.apiKeys.list()).toEqual([]);
      await storage.close();
    }));

  it('takes a name that SQLite reads otherwise for the file it names', () =>
    inFile(async (path) => {
      const named = relative(process.cwd(), join(dirname(path), ':memory:'));
      const storage = await createSqliteStorage({ path: named });
      await storage.settings.set('where', 'on disk');
      expect(await storage.settings.get('where')).toBe('on disk');
      await storage.close();
      expect(readdirSync(dirname(path))).toContain(':memory:');
    }));

  it('reports what SQLite says about a failed write, as the cause only', () =>
    inFile(async (path) => {
      const storage = await createSqliteStorage({ path });
      // A status that is missing cannot come from typed code; the database has the last word.
      const broken = { ...record, status: null } as unknown as UsageRecord;
      const failure = await storage.usage.append([record, broken]).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'internal', message: 'The gateway failed.' });
      expect(String((failure as Error).cause)).toContain('NOT NULL');
      expect(await storage.usage.list({ limit: 10 })).toEqual([]);
      await storage.close();
    }));
});

describe('a data file', () => {
  it('serves one storage at a time and is free again afterwards', () =>
    inFile(async (path) => {
      const first = await createSqliteStorage({ path });
      await expect(createSqliteStorage({ path })).rejects.toThrow(
        `The data file ${path} is in use by another gateway`,
      );
      await first.settings.set('still', 'working');
      await first.close();
      const next = await createSqliteStorage({ path });
      expect(await next.settings.get('still')).toBe('working');
      await next.close();
    }));

  it('serves one storage at a time also when it is opened by a link to it', () =>
    inFile(async (path) => {
      const storage = await createSqliteStorage({ path });
      const link = `${path}.link`;
      symlinkSync(path, link);
      await expect(createSqliteStorage({ path: link })).rejects.toThrow(
        'in use by another gateway',
      );
      await storage.close();
    }));

  it('serves one process at a time and is free as soon as that process is killed', () =>
    inFile(async (path) => {
      const other = startAppender(path, 0);
      await other.whenAcknowledged(1);
      await expect(createSqliteStorage({ path })).rejects.toThrow('in use by another gateway');
      await other.kill();
      const storage = await createSqliteStorage({ path });
      expect(await storage.usage.list({ limit: 1 })).toHaveLength(1);
      await storage.close();
    }));

  it('is refused when it is no database at all', () =>
    inFile(async (path) => {
      writeFileSync(
        path,
        'these are my notes, not a database, and they are rather long'.repeat(50),
      );
      await expect(createSqliteStorage({ path })).rejects.toThrow(
        `The data file ${path} is not a SQLite database or is damaged`,
      );
    }));

  it('is refused when a page of it is damaged', () =>
    inFile(async (path) => {
      const storage = await createSqliteStorage({ path });
      const rows = Array.from({ length: 2_000 }, (_, at) => ({
        ...record,
        requestId: `req-${at}`,
      }));
      await storage.usage.append(rows);
      await storage.close();
      const file = openSync(path, 'r+');
      writeSync(
        file,
        Buffer.alloc(4_096, 0xa5),
        0,
        4_096,
        Math.floor(statSync(path).size / 8_192) * 4_096,
      );
      closeSync(file);
      await expect(createSqliteStorage({ path, integrityCheck: 'full' })).rejects.toThrow(
        `The data file ${path} is damaged`,
      );
    }));

  it('is refused when something else has changed its tables', () =>
    inFile(async (path) => {
      await (await createSqliteStorage({ path })).close();
      const database = new Database(path);
      database.exec('ALTER TABLE settings ADD COLUMN note text');
      database.close();
      await expect(createSqliteStorage({ path })).rejects.toThrow(
        'something else has changed them',
      );
    }));

  it('is refused when something else put a trigger into it', () =>
    inFile(async (path) => {
      await (await createSqliteStorage({ path })).close();
      const database = new Database(path);
      database.exec(
        'CREATE TRIGGER t AFTER INSERT ON settings BEGIN DELETE FROM usage_records; END',
      );
      database.close();
      await expect(createSqliteStorage({ path })).rejects.toThrow(
        'something else has changed them',
      );
    }));

  it('is refused when a newer version wrote it', () =>
    inFile(async (path) => {
      await (await createSqliteStorage({ path })).close();
      const database = new Database(path);
      database.exec("INSERT INTO kysely_migration VALUES ('9999_expand_future', '')");
      database.close();
      await expect(createSqliteStorage({ path })).rejects.toThrow(
        `The data file ${path} was written by a newer version`,
      );
    }));

  it('is named in the error when its folder is not there', () =>
    inFile(async (path) => {
      const missing = join(path, 'nowhere', 'gateway.db');
      await expect(createSqliteStorage({ path: missing })).rejects.toThrow(missing);
    }));
});
