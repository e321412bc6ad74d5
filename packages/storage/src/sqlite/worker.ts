import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { GatewayError, toErrorFields } from '@gateway/spec';
import type Database from 'better-sqlite3';
import type { Kysely } from 'kysely';
import { migrations } from '../migrations/index.ts';
import { insertApiKey, listApiKeys, revokeApiKey } from '../queries/api-keys.ts';
import { deleteSetting, getSetting, setSetting } from '../queries/settings.ts';
import { appendUsage, listUsage } from '../queries/usage.ts';
import type { Tables } from '../schema/tables.ts';
import { acquireLock } from './acquire-lock.ts';
import { checkIntegrity, checkSchema } from './check-database.ts';
import { migrateDatabase } from './migrate-database.ts';
import { openForReading, openForWriting, toKysely } from './open-database.ts';
import { schemaHash } from './schema-hash.ts';
import { storageFailure } from './storage-failure.ts';
import type {
  WorkerAnswer,
  WorkerCalls,
  WorkerMethod,
  WorkerRequest,
  WorkerTask,
} from './worker-protocol.ts';

type Calls = {
  readonly [Method in Exclude<WorkerMethod, 'close'>]: (
    db: Kysely<Tables>,
    params: WorkerCalls[Method]['params'],
  ) => Promise<WorkerCalls[Method]['result']>;
};

const calls: Calls = {
  insertApiKey,
  listApiKeys,
  revokeApiKey,
  getSetting,
  setSetting,
  deleteSetting,
  appendUsage,
  listUsage,
};

interface OpenDatabase {
  readonly db: Kysely<Tables>;
  readonly close: () => Promise<void>;
}

const prepare = async (
  task: Extract<WorkerTask, { role: 'writer' }>,
): Promise<Database.Database> => {
  const database = openForWriting(task.path, task.synchronous);
  try {
    checkIntegrity(database, task.integrityCheck);
    await migrateDatabase(database, migrations);
    checkSchema(database, schemaHash);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};

const lockAndOpen = async (
  task: Extract<WorkerTask, { role: 'writer' }>,
): Promise<OpenDatabase> => {
  const releaseLock = acquireLock(task.path);
  try {
    const db = toKysely(await prepare(task));
    return { db, close: () => db.destroy().finally(releaseLock) };
  } catch (error) {
    releaseLock();
    throw error;
  }
};

const openWriter = (task: Extract<WorkerTask, { role: 'writer' }>): Promise<OpenDatabase> =>
  lockAndOpen(task).catch((error: unknown) => {
    if (GatewayError.is(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw storageFailure(`The data file ${task.path} cannot be opened (${why}).`, error);
  });

/** Opens at the first query: readers start while the writer still prepares the file. */
const openReader = (path: string): OpenDatabase => {
  let db: Kysely<Tables> | undefined;
  return {
    get db() {
      db ??= toKysely(openForReading(path));
      return db;
    },
    close: async () => db?.destroy(),
  };
};

const toFailure = (id: number, thrown: unknown): WorkerAnswer => {
  const error = GatewayError.fromUnknown(thrown);
  const { cause } = error;
  const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : undefined;
  return { id, ok: false, error: toErrorFields(error), ...(why !== undefined && { cause: why }) };
};

const run = (open: OpenDatabase, { method, params }: WorkerRequest): Promise<unknown> => {
  if (method === 'close') return open.close();
  // The caller's side of the protocol ties every method to the type of its parameters.
  const call = calls[method] as (db: Kysely<Tables>, params: unknown) => Promise<unknown>;
  return call(open.db, params);
};

const answer = async (open: OpenDatabase, request: WorkerRequest): Promise<WorkerAnswer> => {
  try {
    return { id: request.id, ok: true, result: await run(open, request) };
  } catch (thrown) {
    return toFailure(request.id, thrown);
  }
};

const serve = async (port: MessagePort, task: WorkerTask): Promise<void> => {
  try {
    const open = task.role === 'writer' ? await openWriter(task) : openReader(task.path);
    port.on('message', (request: WorkerRequest) => {
      void answer(open, request).then((message) => {
        port.postMessage(message);
        if (request.method === 'close') port.close();
      });
    });
    port.postMessage({ id: 0, ok: true, result: undefined } satisfies WorkerAnswer);
  } catch (thrown) {
    port.postMessage(toFailure(0, thrown));
  }
};

// Only ever started as a worker thread, with its task as data.
if (parentPort) void serve(parentPort, workerData as WorkerTask);
