import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';

/** A package as it would be published. */
export interface PackedPackage {
  /** Full name, e.g. `@gateway/spec`. */
  readonly name: string;
  /** Absolute path of the tarball. */
  readonly tarball: string;
}

/**
 * Packs built packages.
 *
 * @param repository - absolute path of the repository
 * @param names - short package names
 * @param destination - existing directory for the tarballs
 */
export async function packPackages(
  repository: string,
  names: readonly string[],
  destination: string,
): Promise<PackedPackage[]> {
  const packed: PackedPackage[] = [];
  for (const name of names) {
    const folder = join(repository, 'packages', name);
    await run('pnpm', ['pack', '--pack-destination', destination], folder);
    const file = readdirSync(destination).find((entry) => entry.startsWith(`gateway-${name}-`));
    if (file === undefined) throw new Error(`pnpm pack left no tarball of ${name}`);
    packed.push({ name: manifestName(folder), tarball: join(destination, file) });
  }
  return packed;
}

function manifestName(folder: string): string {
  // Our own manifests all carry a name.
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string }).name;
}
