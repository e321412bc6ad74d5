/** What one package may depend on at run time; the gates turn this table into rules. */
export interface PackageRow {
  /** Workspace packages it may import, by short name; a subpath limits it to that entry. */
  readonly workspace: readonly string[];
  /** Packages from the registry it may import. */
  readonly external: readonly string[];
  /** True when it runs anywhere: no Node core module, clock, randomness or environment. */
  readonly pure: boolean;
  /** True when its tests may use `@gateway/testkit`. */
  readonly testkitInTests: boolean;
}

const pure = { pure: true, testkitInTests: true } as const;
const node = { pure: false, testkitInTests: true } as const;

/** Package direction: a row lists everything its package may import; the rest is forbidden. */
export const packageTable: Readonly<Record<string, PackageRow>> = {
  spec: { ...pure, workspace: [], external: [], testkitInTests: false },
  protocols: {
    ...pure,
    workspace: ['spec'],
    external: ['eventsource-parser', 'zod'],
    testkitInTests: false,
  },
  translators: { ...pure, workspace: ['spec', 'protocols'], external: ['@noble/hashes'] },
  providers: {
    ...node,
    workspace: ['spec', 'protocols', 'translators'],
    external: ['undici', 'ipaddr.js'],
  },
  router: { ...pure, workspace: ['spec'], external: [] },
  core: {
    ...pure,
    workspace: ['spec', 'protocols', 'translators', 'providers', 'router'],
    external: ['@noble/hashes', 'zod'],
  },
  storage: { ...node, workspace: ['spec'], external: ['kysely', 'better-sqlite3'] },
  http: { ...node, workspace: ['core', 'spec', 'protocols'], external: ['hono'] },
  telemetry: { ...node, workspace: ['spec'], external: ['pino'] },
  testkit: { ...node, workspace: ['spec', 'protocols'], external: ['vitest'] },
  server: {
    ...node,
    workspace: [
      'spec',
      'protocols',
      'translators',
      'providers',
      'router',
      'core',
      'storage',
      'http',
      'telemetry',
      'testkit/simulator',
    ],
    external: ['hono', 'ipaddr.js', 'kysely', 'pino', 'undici', 'yaml', 'zod'],
  },
};

/** Folder of a package, relative to the repository. */
export function folderOf(name: string): string {
  return name === 'server' ? 'apps/gateway' : `packages/${name}`;
}
