import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const createApiKeys = (db: Kysely<unknown>): Promise<void> =>
  db.schema
    .createTable('apiKeys')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('prefix', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('createdAtMs', 'bigint', (column) => column.notNull())
    .addColumn('expiresAtMs', 'bigint')
    .addColumn('revokedAtMs', 'bigint')
    .addColumn('allowedModels', 'text')
    .execute();

const createSettings = (db: Kysely<unknown>): Promise<void> =>
  db.schema
    .createTable('settings')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();

const createUsageRecords = (db: Kysely<unknown>): Promise<void> =>
  db.schema
    .createTable('usageRecords')
    .addColumn('seq', 'integer', (column) => column.primaryKey().autoIncrement().notNull())
    .addColumn('requestId', 'text', (column) => column.notNull().unique())
    .addColumn('startedAtMs', 'bigint', (column) => column.notNull())
    .addColumn('durationMs', 'double precision', (column) => column.notNull())
    .addColumn('firstContentMs', 'double precision')
    .addColumn('keyId', 'text', (column) => column.notNull())
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('dialect', 'text', (column) => column.notNull())
    .addColumn('requestedModel', 'text', (column) => column.notNull())
    .addColumn('target', 'text')
    .addColumn('stream', 'integer', (column) => column.notNull())
    .addColumn('tier', 'text')
    .addColumn('status', 'integer', (column) => column.notNull())
    .addColumn('errorCode', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('inputTokens', 'bigint', (column) => column.notNull())
    .addColumn('cacheReadTokens', 'bigint', (column) => column.notNull())
    .addColumn('cacheWriteTokens', 'bigint', (column) => column.notNull())
    .addColumn('outputTokens', 'bigint', (column) => column.notNull())
    .addColumn('reasoningTokens', 'bigint', (column) => column.notNull())
    .addColumn('usageCertainty', 'text', (column) => column.notNull())
    .execute();

/** Creates keys, settings and usage rows. */
export const expandFirstTables: Migration = {
  // Kysely hands migrations a database of unknown tables, typed `any`.
  async up(db: Kysely<unknown>) {
    await createApiKeys(db);
    await createSettings(db);
    await createUsageRecords(db);
  },
};
