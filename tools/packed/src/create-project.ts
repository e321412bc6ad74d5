import { mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackedPackage } from './pack-packages.ts';
import { run } from './run.ts';

/** An empty project outside the workspace that has packed packages installed. */
export interface Project {
  readonly directory: string;
  /** Names of all packages installed in it, sorted. */
  readonly installed: readonly string[];
  readonly write: (file: string, text: string) => string;
  readonly remove: () => void;
}

interface ProjectOptions {
  /** Absolute path of the repository, whose installed registry packages stand in for a network. */
  readonly repository: string;
  /** Absolute path of the directory to create. */
  readonly directory: string;
  readonly packed: readonly PackedPackage[];
  /** Full names of the packages the project asks for; the rest comes as their dependencies. */
  readonly wanted: readonly string[];
}

/**
 * Installs tarballs in an empty project without a network. Whatever a manifest asks for that is
 * neither packed nor installed in this repository makes the installation fail.
 */
export async function createProject(options: ProjectOptions): Promise<Project> {
  const { repository, directory, packed, wanted } = options;
  const write = (file: string, text: string): string => {
    writeFileSync(join(directory, file), text);
    return join(directory, file);
  };
  mkdirSync(directory, { recursive: true });
  const tarballs = new Map(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const dependencies = Object.fromEntries(wanted.map((name) => [name, tarballs.get(name)]));
  const manifest = { name: 'stranger', private: true, type: 'module', dependencies };
  const overrides = { ...registryPackages(repository), ...Object.fromEntries(tarballs) };
  write('package.json', JSON.stringify(manifest));
  write('pnpm-workspace.yaml', JSON.stringify({ packages: ['.'], overrides, pmOnFail: 'ignore' }));
  await run('pnpm', ['install', '--offline', '--prod', '--ignore-scripts'], directory);
  const remove = () => rmSync(directory, { recursive: true, force: true });
  return { directory, installed: installedNames(directory), write, remove };
}

/** Registry packages that any workspace package depends on, as paths to their installed copies. */
function registryPackages(repository: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(join(repository, 'packages'))) {
    const modules = join(repository, 'packages', name, 'node_modules');
    for (const dependency of packageNames(modules)) {
      if (dependency.startsWith('@gateway/')) continue;
      found[dependency] = `file:${realpathSync(join(modules, dependency))}`;
    }
  }
  return found;
}

function installedNames(directory: string): string[] {
  const store = join(directory, 'node_modules', '.pnpm');
  const names = readdirSync(store)
    .filter((entry) => entry !== 'node_modules')
    .flatMap((entry) => packageNames(join(store, entry, 'node_modules')));
  return [...new Set(names)].sort();
}

function packageNames(modules: string): string[] {
  let entries: string[];
  try {
    entries = readdirSync(modules).filter((entry) => !entry.startsWith('.'));
  } catch {
    // A package without dependencies has no such folder; plain files are no packages.
    return [];
  }
  return entries.flatMap((entry) =>
    entry.startsWith('@')
      ? readdirSync(join(modules, entry)).map((name) => `${entry}/${name}`)
      : [entry],
  );
}
