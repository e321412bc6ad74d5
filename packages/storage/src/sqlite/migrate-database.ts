import { renameSync, rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { CamelCasePlugin, Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { createPrivateFile } from './create-private-file.ts';
import { isEmpty } from './read-schema.ts';
import { storageFailure } from './storage-failure.ts';
import { TransactionalDialect } from './transactional-dialect.ts';

/** Marks a SQLite file as ours ("GWAY"). */
const applicationId = 0x47574159;

const refuseForeignFile = (database: Database.Database): void => {
  if (database.pragma('application_id', { simple: true }) === applicationId) return;
  if (!isEmpty(database)) {
    throw storageFailure(
      `The file ${database.name} is a SQLite database, but not one of this gateway. Give the gateway a data file of its own.`,
    );
  }
  database.pragma(`application_id = ${applicationId}`);
};

const readApplied = (database: Database.Database): string[] => {
  const known = database
    .prepare("SELECT 1 FROM sqlite_schema WHERE name = 'kysely_migration'")
    .get();
  return known === undefined
    ? []
    : database.prepare<[], string>('SELECT name FROM kysely_migration').pluck().all();
};

const refuseNewerFile = (
  database: Database.Database,
  applied: readonly string[],
  known: readonly string[],
): void => {
  const unknown = applied.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw storageFailure(
    `The data file ${database.name} was written by a newer version of the gateway (it has ${unknown.join(', ')}). Run that version, or restore the copy made before the upgrade.`,
  );
};

/** Copies the file as it is, so that an upgrade can be taken back. */
const backUp = async (database: Database.Database, firstPending: string): Promise<void> => {
  const path = `${database.name}.before-${firstPending}`;
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { force: true });
  // Made first, because a copy would come with rights of its own.
  createPrivateFile(unfinished);
  await database.backup(unfinished);
  renameSync(unfinished, path);
};

/**
 * Brings a data file to the newest schema. Before the first change of a file in use it leaves a
 * copy beside it, named after the first migration to come.
 *
 * @param database - a connection that may write
 * @param migrations - all migrations this version knows, by name
 * @throws `GatewayError` `internal` when the file is not ours, is newer than this version, or a
 * migration fails; the file is then as it was
 */
export async function migrateDatabase(
  database: Database.Database,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  refuseForeignFile(database);
  const applied = readApplied(database);
  const known = Object.keys(migrations).sort();
  refuseNewerFile(database, applied, known);
  const firstPending = known.find((name) => !applied.includes(name));
  if (firstPending === undefined) return;
  if (applied.length > 0) await backUp(database, firstPending);
  const migrator = new Migrator({
    db: new Kysely<unknown>({
      dialect: new TransactionalDialect({ database }),
      plugins: [new CamelCasePlugin()],
    }),
    provider: { getMigrations: async () => ({ ...migrations }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  throw storageFailure(`The data file ${database.name} could not be upgraded.`, error);
}
