import type { Migration } from 'kysely/migration';
import { expandFirstTables } from './0001-expand-first-tables.ts';
import { expandUpstreamStatus } from './0002-expand-upstream-status.ts';

/**
 * Every migration, in order of its name: number, then `expand` (adds what the next version needs;
 * the version before still runs on it) or `contract` (removes what no running version uses), then
 * what it does. A migration that was released is never changed.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_expand_first_tables': expandFirstTables,
  '0002_expand_upstream_status': expandUpstreamStatus,
};
