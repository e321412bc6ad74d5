import { run } from './run.ts';

/**
 * Builds packages and everything below them, through the task runner's cache.
 *
 * @param repository - absolute path of the repository
 * @param names - short package names
 * @throws with the build's output when it fails
 */
export async function buildPackages(repository: string, names: readonly string[]): Promise<void> {
  const filters = names.map((name) => `--filter=@gateway/${name}...`);
  await run('turbo', ['run', 'build', ...filters, '--output-logs=errors-only'], repository);
}
