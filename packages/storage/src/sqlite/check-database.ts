import type Database from 'better-sqlite3';
import type { IntegrityCheck } from './database-settings.ts';
import { hashSchema } from './read-schema.ts';
import { storageFailure } from './storage-failure.ts';

const readVerdict = (database: Database.Database, check: 'quick' | 'full'): unknown => {
  try {
    return database.pragma(check === 'full' ? 'integrity_check(1)' : 'quick_check(1)', {
      simple: true,
    });
  } catch (error) {
    // Damage can be such that the check itself fails; the message says where.
    return error instanceof Error ? error.message : error;
  }
};

/**
 * Reads through the file and refuses a damaged one.
 *
 * @throws `GatewayError` `internal` naming the file
 */
export function checkIntegrity(database: Database.Database, check: IntegrityCheck): void {
  if (check === 'off') return;
  const verdict = readVerdict(database, check);
  if (verdict === 'ok') return;
  throw storageFailure(
    `The data file ${database.name} is damaged (${String(verdict)}). Restore it from a backup.`,
  );
}

/**
 * Refuses a file whose tables are not those this version made.
 *
 * @throws `GatewayError` `internal` naming the file
 */
export function checkSchema(database: Database.Database, expectedHash: string): void {
  if (hashSchema(database) === expectedHash) return;
  throw storageFailure(
    `The tables of the data file ${database.name} are not as this version of the gateway made them: something else has changed them. Restore it from a backup.`,
  );
}
