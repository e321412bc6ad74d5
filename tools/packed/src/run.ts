import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from './paths.ts';

const execute = promisify(execFile);

/**
 * Runs a program to its end.
 *
 * @param program - path, or a name found in the repository's `node_modules/.bin` or on PATH
 * @param args - its arguments
 * @param directory - working directory
 * @returns what it printed to standard output
 * @throws with everything it printed when it does not exit 0
 */
export async function run(
  program: string,
  args: readonly string[],
  directory: string,
): Promise<string> {
  const path = [join(repository, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const env = { ...inherited, PATH: path, TURBO_TELEMETRY_DISABLED: '1', CI: 'true' };
  try {
    const { stdout } = await execute(program, args, { cwd: directory, env });
    return stdout;
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`);
  }
}
