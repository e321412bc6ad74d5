import { realpathSync } from 'node:fs';
import Database from 'better-sqlite3';
import { createPrivateFile } from './create-private-file.ts';
import { storageFailure } from './storage-failure.ts';

const isBusy = (error: unknown): boolean =>
  error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');

/** A link to the data file and the file itself are one file and have one lock. */
const toRealPath = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    // Not there yet, so no link to it works either.
    return path;
  }
};

/**
 * Reserves a data file for this process, by a lock the operating system lifts when the process
 * ends, however it ends. The lock sits on a file of its own, because a lock on the data file itself
 * would shut out the readers of this process too.
 *
 * @returns a function that lifts the lock
 * @throws `GatewayError` `internal` when another process has the file
 */
export function acquireLock(dataFile: string): () => void {
  const lockFile = `${toRealPath(dataFile)}.lock`;
  createPrivateFile(lockFile);
  const lock = new Database(lockFile, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw storageFailure(
      `The data file ${dataFile} is in use by another gateway. A SQLite file serves one process: stop the other one, or give this one a data file of its own.`,
      error,
    );
  }
  return () => lock.close();
}
