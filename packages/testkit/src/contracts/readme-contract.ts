import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** The first TypeScript block of a page. */
const findExample = (page: string): string => /^```ts\n(.*?)^```$/ms.exec(page)?.[1] ?? '';

/** What the example says it prints: the comment behind each `console.log`. */
const findPromises = (example: string): string[] =>
  [...example.matchAll(/^\s*console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1] ?? '');

/**
 * Declares the test that the first example of a package's README runs and prints what the comments
 * behind its `console.log` lines say.
 *
 * @param packageFolder - the folder that holds `README.md` and `package.json`
 */
export function readmeContract(packageFolder: URL): void {
  it('has an example in its README that runs and prints what it says', { timeout: 30_000 }, () => {
    const example = findExample(readFileSync(new URL('README.md', packageFolder), 'utf8'));
    const promises = findPromises(example);
    expect(promises.length).toBeGreaterThan(0);
    // From standard input, with the package's folder as the place its imports are resolved from.
    const run = spawnSync(process.execPath, ['--input-type=module-typescript', '-'], {
      cwd: fileURLToPath(packageFolder),
      input: example,
      encoding: 'utf8',
    });
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout.trimEnd().split('\n')).toEqual(promises);
  });
}
