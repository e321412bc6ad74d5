import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Gives usage rows the status of the upstream. */
export const expandUpstreamStatus: Migration = {
  // Kysely hands migrations a database of unknown tables, typed `any`.
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('usageRecords').addColumn('upstreamStatus', 'integer').execute();
  },
};
