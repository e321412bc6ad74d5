import { closeSync, openSync } from 'node:fs';

/**
 * Creates an empty file that only its owner can read; one that is there is left alone.
 *
 * @throws `Error` of the file system
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    // Opening a file that exists would drop locks this process holds on it, so it is not touched.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
