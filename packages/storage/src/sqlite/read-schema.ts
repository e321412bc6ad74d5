import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';

/** Names of our tables, sorted; SQLite's own and the migrator's are left out. */
const listTables = (database: Database.Database): string[] =>
  database
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema
       WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         AND name NOT LIKE 'kysely\\_%' ESCAPE '\\'
       ORDER BY name`,
    )
    .pluck()
    .all();

const readColumns = (database: Database.Database, table: string): unknown[] =>
  database
    .prepare(
      'SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_xinfo(?) ORDER BY name',
    )
    .raw()
    .all(table);

const readIndexes = (database: Database.Database, table: string): unknown[] =>
  database
    .prepare(
      `SELECT list.name, list."unique", list.partial, info.seqno, info.name, info."desc"
       FROM pragma_index_list(?) AS list, pragma_index_xinfo(list.name) AS info
       WHERE info.key = 1 ORDER BY list.name, info.seqno`,
    )
    .raw()
    .all(table);

/** Names of what runs or shows SQL of its own; this version makes none. */
const listTriggersAndViews = (database: Database.Database): string[] =>
  database
    .prepare<[], string>(
      "SELECT type || ' ' || name FROM sqlite_schema WHERE type IN ('trigger', 'view') ORDER BY 1",
    )
    .pluck()
    .all();

/** Tells whether the file holds any table at all, ours or others'. */
export const isEmpty = (database: Database.Database): boolean =>
  database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;

/**
 * Sums up tables, columns and indexes, triggers and views.
 *
 * @returns lower-case hex; the same for the same structure, however the SQL was written
 */
export function hashSchema(database: Database.Database): string {
  const structure = listTables(database).map((table) => [
    table,
    readColumns(database, table),
    readIndexes(database, table),
  ]);
  const sum = createHash('sha256').update(JSON.stringify(structure));
  for (const name of listTriggersAndViews(database)) sum.update(name);
  return sum.digest('hex');
}
