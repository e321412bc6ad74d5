export { createSqliteStorage, type SqliteStorageOptions } from './sqlite/create-sqlite-storage.ts';
export type { IntegrityCheck, Synchronous } from './sqlite/database-settings.ts';
export type { Storage } from './storage.ts';
export { checkMasterKey } from './vault/check-master-key.ts';
export { createVault } from './vault/create-vault.ts';
export { loadMasterKey, type MasterKey, type MasterKeyOptions } from './vault/load-master-key.ts';
