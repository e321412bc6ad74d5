import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

/**
 * Runs a tool of the repository on this terminal, with the caller's extra arguments.
 *
 * @param name - executable in `node_modules/.bin`
 * @param args - its arguments; those given to the task follow
 * @returns its exit code
 */
export function runTool(name: string, args: readonly string[]): number {
  const path = [join('node_modules', '.bin'), process.env['PATH']].join(delimiter);
  const env = { ...process.env, PATH: path };
  const { status, error } = spawnSync(name, [...args, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env,
  });
  if (error !== undefined) console.error(`Cannot run ${name}: ${error.message}`);
  return status ?? 1;
}
