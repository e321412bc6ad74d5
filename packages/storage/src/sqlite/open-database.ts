import Database from 'better-sqlite3';
import { CamelCasePlugin, Kysely, SqliteDialect } from 'kysely';
import type { Tables } from '../schema/tables.ts';
import { createPrivateFile } from './create-private-file.ts';
import type { Synchronous } from './database-settings.ts';
import { storageFailure } from './storage-failure.ts';

/** How long a statement waits for another connection's lock, milliseconds. */
const busyTimeoutMs = 5_000;

const isDamage = (error: unknown): boolean =>
  error instanceof Database.SqliteError && /^SQLITE_(NOTADB|CORRUPT)/.test(error.code);

/** Opens the data file for writing, creating it when it is not there. */
export function openForWriting(path: string, synchronous: Synchronous): Database.Database {
  createPrivateFile(path);
  const database = new Database(path, { timeout: busyTimeoutMs });
  try {
    database.pragma('journal_mode = WAL');
  } catch (error) {
    database.close();
    if (!isDamage(error)) throw error;
    throw storageFailure(`The data file ${path} is not a SQLite database or is damaged.`, error);
  }
  database.pragma(`synchronous = ${synchronous}`);
  database.pragma('foreign_keys = ON');
  return database;
}

/** Opens the data file for reading only. */
export function openForReading(path: string): Database.Database {
  const database = new Database(path, {
    timeout: busyTimeoutMs,
    readonly: true,
    fileMustExist: true,
  });
  database.pragma('query_only = ON');
  return database;
}

/** Puts the query builder over a connection. */
export const toKysely = (database: Database.Database): Kysely<Tables> =>
  new Kysely<Tables>({
    dialect: new SqliteDialect({ database }),
    plugins: [new CamelCasePlugin()],
  });
