import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { migrateDatabase } from '../sqlite/migrate-database.ts';
import { toKysely } from '../sqlite/open-database.ts';
import { type UsagePage, usagePageQuery } from './usage.ts';

const explain = async (page: UsagePage): Promise<string[]> => {
  const database = new Database(':memory:');
  await migrateDatabase(database, migrations);
  const { sql, parameters } = usagePageQuery(toKysely(database), page).compile();
  return database
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...parameters)
    .map(({ detail }) => detail);
};

it.each<UsagePage>([{ limit: 50 }, { limit: 50, before: 'req-1' }])(
  'reads a page %o by key, without a scan or a sort of the whole table',
  async (page) => {
    const plan = await explain(page);
    expect(plan).toContain('SEARCH usage_records USING INTEGER PRIMARY KEY (rowid<?)');
    expect(plan.filter((step) => /^SCAN|TEMP B-TREE/.test(step))).toEqual([]);
  },
);
