import { resolve } from 'node:path';
import type { ApiKeyStore, Json, SettingsStore, UsageStore } from '@gateway/spec';
import type { Storage } from '../storage.ts';
import { defaultWorkerUrl } from '../worker-url.ts';
import type { IntegrityCheck, Synchronous } from './database-settings.ts';
import { startWorker, type WorkerClient } from './worker-client.ts';
import type { WorkerTask } from './worker-protocol.ts';

/** Settings of a SQLite storage. */
export interface SqliteStorageOptions {
  /** The data file; created, readable by its owner only, when it is not there. */
  readonly path: string;
  /**
   * `normal` = a commit survives the end of the process (kill -9 included), `full` = also the end
   * of the machine, at the price of a disk flush per commit. Absent = `normal`.
   */
  readonly synchronous?: Synchronous;
  /** How thoroughly the file is read at start; absent = `quick`. */
  readonly integrityCheck?: IntegrityCheck;
  /** Threads that read, ≥ 1; absent = 1. */
  readonly readerCount?: number;
  /** The worker's file, for programs that bundle this package; absent = the one it comes with. */
  readonly workerUrl?: URL;
}

type NextReader = () => WorkerClient;

const toApiKeyStore = (writer: WorkerClient, nextReader: NextReader): ApiKeyStore => ({
  insert: (record) => writer.call('insertApiKey', record),
  list: () => nextReader().call('listApiKeys', undefined),
  revoke: (id, revokedAtMs) => writer.call('revokeApiKey', { id, revokedAtMs }),
});

const toSettingsStore = (writer: WorkerClient, nextReader: NextReader): SettingsStore => ({
  async get(name) {
    const text = await nextReader().call('getSetting', name);
    // Written by `set` below only, so the text is JSON.
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  },
  set: (name, value) => writer.call('setSetting', { name, value: JSON.stringify(value) }),
  delete: (name) => writer.call('deleteSetting', name),
});

const toUsageStore = (writer: WorkerClient, nextReader: NextReader): UsageStore => ({
  append: (records) => writer.call('appendUsage', records),
  list: (page) => nextReader().call('listUsage', page),
});

const takeTurns = (readers: readonly [WorkerClient, ...WorkerClient[]]): NextReader => {
  let turn = 0;
  return () => {
    turn += 1;
    return readers[turn % readers.length] ?? readers[0];
  };
};

const closeAll = async (writer: WorkerClient, readers: readonly WorkerClient[]): Promise<void> => {
  // A reader that is gone already must not keep the writer from ending.
  await Promise.allSettled(readers.map((reader) => reader.call('close', undefined)));
  // Last, so that its end folds the log into the data file.
  await writer.call('close', undefined);
};

/** Starts workers side by side; when one fails, the others end too. */
const startAll = async <const Tasks extends readonly WorkerTask[]>(
  url: URL,
  tasks: Tasks,
): Promise<{ [At in keyof Tasks]: WorkerClient }> => {
  const starts = await Promise.allSettled(tasks.map((task) => startWorker(url, task)));
  const failed = starts.find((start) => start.status === 'rejected');
  const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  if (failed) {
    await Promise.allSettled(started.map((worker) => worker.call('close', undefined)));
    throw failed.reason;
  }
  // One client per task, in the order of the tasks.
  return started as { [At in keyof Tasks]: WorkerClient };
};

/**
 * Opens a SQLite data file as the storage of this process. All SQLite work runs in worker threads:
 * one writes, the others read. The file is locked for this process, checked, copied before an
 * upgrade, and brought to the newest schema.
 *
 * @throws `GatewayError` `internal`, with a message for the operator that names the file, when it
 * is in use, damaged, not ours, or written by a newer version
 * @example
 * const storage = await createSqliteStorage({ path: 'data/gateway.db' });
 * await storage.settings.set('greeting', 'hello');
 * await storage.close();
 */
export async function createSqliteStorage(options: SqliteStorageOptions): Promise<Storage> {
  const { synchronous = 'normal', integrityCheck = 'quick' } = options;
  // Absolute, so that no name means a database in memory, of which every connection has its own.
  const path = resolve(options.path);
  const { readerCount = 1, workerUrl = defaultWorkerUrl } = options;
  const [writer, ...readers] = await startAll(workerUrl, [
    { role: 'writer', path, synchronous, integrityCheck },
    { role: 'reader', path },
    ...Array.from({ length: readerCount - 1 }, () => ({ role: 'reader', path }) as const),
  ]);
  const nextReader = takeTurns(readers);
  let closing: Promise<void> | undefined;
  return {
    apiKeys: toApiKeyStore(writer, nextReader),
    settings: toSettingsStore(writer, nextReader),
    usage: toUsageStore(writer, nextReader),
    close() {
      closing ??= closeAll(writer, readers);
      return closing;
    },
  };
}
