import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  apiKeyStoreContract,
  settingsStoreContract,
  usageStoreContract,
} from '@gateway/testkit/contracts';
import { createSqliteStorage, type Storage } from '../src/index.ts';

const openStore = async <Store>(choose: (storage: Storage) => Store) => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-storage-'));
  const storage = await createSqliteStorage({ path: join(folder, 'gateway.db') });
  const close = async () => {
    await storage.close();
    rmSync(folder, { recursive: true });
  };
  return { subject: choose(storage), close };
};

apiKeyStoreContract('SQLite', () => openStore(({ apiKeys }) => apiKeys));
settingsStoreContract('SQLite', () => openStore(({ settings }) => settings));
usageStoreContract('SQLite', () => openStore(({ usage }) => usage));
