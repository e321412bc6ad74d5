import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Vault } from '@gateway/spec';
import {
  checkMasterKey,
  createSqliteStorage,
  createVault,
  loadMasterKey,
  type Storage,
} from '@gateway/storage';

/** What the server keeps on disk. */
export interface ServerState {
  readonly storage: Storage;
  readonly vault: Vault;
  /** Whether the operator gave the master key, rather than the data folder. */
  readonly masterKeyGiven: boolean;
}

/**
 * Opens the data folder: master key, database, and the check that both belong together.
 *
 * @throws `GatewayError` with a sentence for the operator
 */
export async function openState(
  dataFolder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ServerState> {
  await makeFolder(dataFolder);
  const masterKey = await loadMasterKey({ env, dataFolder });
  const vault = createVault({ masterKey: masterKey.bytes });
  const storage = await createSqliteStorage({ path: join(dataFolder, 'gateway.db') });
  try {
    await checkMasterKey({ vault, settings: storage.settings });
  } catch (error) {
    await storage.close();
    throw error;
  }
  const masterKeyGiven = masterKey.source === 'environment' || masterKey.source === 'file';
  return { storage, vault, masterKeyGiven };
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Error(`The data folder ${path} cannot be made; choose another with --data.`, {
      cause,
    });
  }
}
