import { randomBytes } from 'node:crypto';
import { type FileHandle, link, mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '@gateway/spec';
import { masterKeyBytes, parseMasterKey } from './master-key.ts';

/** Where a master key may come from. */
export interface MasterKeyOptions {
  /** The environment, of which `GATEWAY_MASTER_KEY` and `GATEWAY_MASTER_KEY_FILE` are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder for the key file that is made when the environment gives none. */
  readonly dataFolder: string;
}

/** A master key and where it came from. */
export interface MasterKey {
  /** 32 bytes. */
  readonly bytes: Uint8Array;
  /** `environment` and `file` = given; `data-folder` = found there; `created` = made just now. */
  readonly source: 'environment' | 'file' | 'data-folder' | 'created';
  /** The key file; absent where the environment holds the key itself. */
  readonly path?: string;
}

/** Permission bits of everybody but the owner, and of everybody but owner and group. */
const groupAndOthers = 0o077;
const groupWritesOrOthers = 0o037;

const fileName = 'master.key';
const formHint = 'It must be 32 random bytes as 64 hex digits or as base64.';

const refuse = (message: string, cause?: unknown): GatewayError =>
  new GatewayError({ code: 'internal', message }, { cause });

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const readOpened = async (
  file: FileHandle,
  { path, forbidden }: { readonly path: string; readonly forbidden: number },
): Promise<Uint8Array> => {
  // On Windows the mode bits say nothing; access lists of the folder guard the file.
  const { mode } = await file.stat();
  if (process.platform !== 'win32' && (mode & forbidden) !== 0) {
    throw refuse(
      `The master key file ${path} can be read by others (mode ${(mode & 0o777).toString(8)}). Make it readable by its owner only: chmod 600.`,
    );
  }
  const key = parseMasterKey(await file.readFile('utf8'));
  if (!key) throw refuse(`The file ${path} holds no master key. ${formHint}`);
  return key;
};

const readKeyFile = async (path: string, forbidden: number): Promise<Uint8Array> => {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw refuse(`The master key file ${path} cannot be read.`, error);
  });
  try {
    return await readOpened(file, { path, forbidden });
  } finally {
    await file.close();
  }
};

const writeKeyFile = async (path: string): Promise<Uint8Array> => {
  const file = await open(path, 'wx', 0o600);
  try {
    const key = randomBytes(masterKeyBytes);
    await file.writeFile(`${key.toString('base64')}\n`);
    await file.sync();
    return Uint8Array.from(key);
  } finally {
    await file.close();
  }
};

/**
 * Makes a key file that appears whole or not at all: of two processes that start at once, one makes
 * the key and the other reads it, and a crash leaves no empty file.
 *
 * @returns `undefined` where the file is there already
 */
const createKeyFile = async (path: string): Promise<Uint8Array | undefined> => {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const key = await writeKeyFile(draft);
    await link(draft, path);
    return key;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return undefined;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
};

const findOrCreate = async (dataFolder: string): Promise<MasterKey> => {
  const path = join(dataFolder, fileName);
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  const made = isThere ? undefined : await createKeyFile(path);
  if (made) return { bytes: made, source: 'created', path };
  return { bytes: await readKeyFile(path, groupAndOthers), source: 'data-folder', path };
};

/**
 * Finds the master key: `GATEWAY_MASTER_KEY`, else the file `GATEWAY_MASTER_KEY_FILE` names, else
 * `master.key` in the data folder, which is made with mode 0600 when it is not there.
 *
 * @throws `GatewayError` `internal`, with a message for the operator, when both variables are set,
 * the key is malformed, or others can read the file
 */
export async function loadMasterKey({ env, dataFolder }: MasterKeyOptions): Promise<MasterKey> {
  const text = env['GATEWAY_MASTER_KEY'];
  const path = env['GATEWAY_MASTER_KEY_FILE'];
  if (text && path) {
    throw refuse('Set GATEWAY_MASTER_KEY or GATEWAY_MASTER_KEY_FILE, not both.');
  }
  if (text) {
    const bytes = parseMasterKey(text);
    if (!bytes) throw refuse(`GATEWAY_MASTER_KEY is not a master key. ${formHint}`);
    return { bytes, source: 'environment' };
  }
  // Secret mounts are often readable by a group; a file given by name may be too.
  if (path) return { bytes: await readKeyFile(path, groupWritesOrOthers), source: 'file', path };
  return findOrCreate(dataFolder);
}
