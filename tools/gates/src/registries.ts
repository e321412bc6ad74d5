import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A generated module that lists every plugin folder of one kind. */
export interface Registry {
  /** Generated file, relative to the repository. */
  readonly file: string;
  /** Folder whose sub-folders are the plugins, relative to the repository. */
  readonly folder: string;
  /** Name every plugin's `index.ts` exports. */
  readonly member: string;
  /** Name of the generated list. */
  readonly list: string;
  /** What one entry is, for the documentation of the list. */
  readonly what: string;
}

export const registries: readonly Registry[] = [
  {
    file: 'packages/translators/src/registry.gen.ts',
    folder: 'packages/translators/src/dialects',
    member: 'codec',
    list: 'codecs',
    what: 'dialect codec',
  },
  {
    file: 'packages/providers/src/registry.gen.ts',
    folder: 'packages/providers/src/vendors',
    member: 'provider',
    list: 'registry',
    what: 'vendor',
  },
  {
    file: 'packages/router/src/registry.gen.ts',
    folder: 'packages/router/src/strategies',
    member: 'strategy',
    list: 'registry',
    what: 'strategy',
  },
];

/**
 * Renders a registry from the plugin folders that exist.
 *
 * @param registry - which one
 * @param root - absolute path of the repository
 * @returns the module's text; `undefined` when there is no plugin yet, so that no file is wanted
 * @throws when the folder cannot be read
 */
export function renderRegistry(registry: Registry, root: string): string | undefined {
  const folder = join(root, registry.folder);
  if (!existsSync(folder)) return undefined;
  const names = pluginNames(folder);
  if (names.length === 0) return undefined;
  const subfolder = registry.folder.split('/').at(-1);
  const imports = names.map(
    (name) =>
      `import { ${registry.member} as ${toIdentifier(name)} } from './${subfolder}/${name}/index.ts';`,
  );
  return [
    `// Generated from the folders of ./${subfolder}: run "npm run generate", do not edit.`,
    ...imports,
    '',
    `/** Every ${registry.what}, in the order of its folder's name. */`,
    renderList(registry.list, names.map(toIdentifier)),
    '',
  ].join('\n');
}

function pluginNames(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
    .map((entry) => entry.name)
    .filter((name) => existsSync(join(folder, name, 'index.ts')))
    .sort();
}

/** Lays the list out the way the formatter does: one line when it fits, else one entry a line. */
function renderList(list: string, identifiers: readonly string[]): string {
  const oneLine = `export const ${list} = [${identifiers.join(', ')}] as const;`;
  if (oneLine.length <= 100) return oneLine;
  return `export const ${list} = [\n${identifiers.map((id) => `  ${id},\n`).join('')}] as const;`;
}

function toIdentifier(name: string): string {
  const words = name.split(/[^a-zA-Z0-9]+/);
  const camel = words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
  return /^\d/.test(camel) ? `_${camel}` : camel;
}
