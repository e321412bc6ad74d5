export type { IntegrityCheck } from './sqlite/check-database.ts';
export { createSqliteStorage, type SqliteStorageOptions } from './sqlite/create-sqlite-storage.ts';
export type { Synchronous } from './sqlite/open-database.ts';
export type { Storage } from './storage.ts';
