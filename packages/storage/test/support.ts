import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const appender = fileURLToPath(new URL('./append-until-killed.ts', import.meta.url));

/** Another process that keeps a data file open and appends to it. */
export interface Appender {
  /** Rows the store has acknowledged so far. */
  readonly acknowledged: readonly string[];
  /** Waits until so many rows are acknowledged. */
  whenAcknowledged(count: number): Promise<void>;
  /** Ends the process with SIGKILL and waits until it is gone. */
  kill(): Promise<void>;
}

const readLines = (child: ChildProcess, onLine: (line: string) => void): void => {
  if (child.stdout) createInterface(child.stdout).on('line', onLine);
};

/** Starts a process that appends usage rows, numbered from `first`. */
export function startAppender(path: string, first: number): Appender {
  const child = spawn(process.execPath, [appender, path, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const acknowledged: string[] = [];
  let onGrowth = () => {};
  readLines(child, (line) => {
    acknowledged.push(line);
    onGrowth();
  });
  return {
    acknowledged,
    whenAcknowledged: (count) =>
      new Promise((resolve, reject) => {
        onGrowth = () => acknowledged.length >= count && resolve();
        onGrowth();
        void exited.then(() => reject(new Error('the appender ended by itself')));
      }),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Runs a test with a folder of its own. */
export async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-storage-'));
  try {
    await test(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
