import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const preload = pathToFileURL(join(import.meta.dirname, 'trace-modules.mjs')).href;

/** What a traced program printed and loaded. */
export interface TracedRun {
  readonly stdout: string;
  /** Version of the Node it ran on, e.g. `v22.22.2`. */
  readonly version: string;
  /** URL of every module it loaded, `node:` ones included. */
  readonly loaded: readonly string[];
}

/**
 * Runs a script and records every module that is really loaded.
 *
 * @param node - absolute path of the Node to run
 * @param script - absolute path of the script
 * @throws when the script fails, with what it printed
 */
export async function runTraced(node: string, script: string): Promise<TracedRun> {
  const args = ['--import', preload, script];
  const { stdout, stderr } = await execute(node, args, { cwd: dirname(script), env: {} });
  const trace = stderr.trim().split('\n').at(-1) ?? '';
  // trace-modules.mjs prints this shape as its last line.
  return { stdout, ...(JSON.parse(trace) as Pick<TracedRun, 'version' | 'loaded'>) };
}
