import { packageTable } from './package-table.ts';

/**
 * Lists the packages whose tag may appear anywhere below a package: turbo checks its tag rules
 * against all dependencies, indirect and development ones included.
 *
 * @param name - short name of the package
 * @returns short names, sorted
 * @throws never
 */
export function allowedTags(name: string): string[] {
  const row = packageTable[name];
  if (row === undefined) return [];
  const direct = row.workspace.map((allowed) => allowed.split('/')[0] ?? allowed);
  const withTestkit = row.testkitInTests && name !== 'testkit' ? [...direct, 'testkit'] : direct;
  const indirect = withTestkit.flatMap((dependency) => allowedTags(dependency));
  return [...new Set([...withTestkit, ...indirect])].sort();
}
