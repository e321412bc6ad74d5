import { folderOf, packageTable, type PackageRow } from './package-table.ts';

interface ModuleFilter {
  readonly path?: string;
  readonly pathNot?: string;
  readonly dependencyTypes?: readonly string[];
  readonly dependencyTypesNot?: readonly string[];
  readonly circular?: boolean;
  readonly viaOnly?: { readonly dependencyTypesNot: readonly string[] };
  readonly couldNotResolve?: boolean;
  readonly reachable?: boolean;
}

/** A rule in the form dependency-cruiser reads. */
export interface DirectionRule {
  readonly name: string;
  readonly severity: 'error';
  readonly comment: string;
  readonly from: ModuleFilter;
  readonly to: ModuleFilter;
}

const tests = '(\\.test(-d)?\\.ts$|/(test|testing)/|\\.config\\.ts$)';
const testExternals = ['vitest', 'fast-check', 'tsup', 'openai', '@anthropic-ai/sdk'];

/** Rules over every import, type-only ones included: who may import whom. */
export function directionRules(): DirectionRule[] {
  return [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Files that load each other cannot be understood or loaded one at a time.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      comment: 'An import that resolves to nothing would also hide from every other rule.',
      from: {},
      to: { couldNotResolve: true },
    },
    ...Object.entries(packageTable).flatMap(([name, row]) => packageRules(name, row)),
  ];
}

/** Rules over what is really loaded: the closure of an entry, type-only imports erased. */
export function runtimeRules(): DirectionRule[] {
  const lazy = '/(schema|config)\\b';
  return [
    {
      name: 'main-entry-loads-zod',
      severity: 'error',
      comment: 'Schemas are entries of their own; a main entry must not pay for zod.',
      from: { path: `^packages/[^/]+/src/index\\.ts$`, pathNot: lazy },
      to: { path: '(^|/)node_modules/zod/', reachable: true },
    },
    {
      name: 'pure-entry-loads-node',
      severity: 'error',
      comment: 'These packages run anywhere: no entry of theirs may reach a Node core module.',
      from: { path: `^packages/(${pureNames().join('|')})/src/` },
      to: {
        path: '^(node:|fs$|path$|crypto$|http$|https$|net$|os$|url$|stream$|util$)',
        reachable: true,
      },
    },
    {
      name: 'core-reaches-driver',
      severity: 'error',
      comment: 'The request path is embeddable: drivers and transports are handed in.',
      from: { path: '^packages/(core|router|translators|protocols|spec)/src/' },
      to: {
        path: '(^|/)node_modules/(undici|better-sqlite3|pg|hono|kysely|pino)/',
        reachable: true,
      },
    },
  ];
}

function pureNames(): string[] {
  return Object.entries(packageTable)
    .filter(([, row]) => row.pure)
    .map(([name]) => name);
}

function packageRules(name: string, row: PackageRow): DirectionRule[] {
  const folder = folderOf(name);
  const testRow = row.testkitInTests
    ? {
        ...row,
        workspace: [...row.workspace, 'testkit'],
        external: [...row.external, ...testExternals],
      }
    : { ...row, external: [...row.external, ...testExternals] };
  const rules = [
    allowList(`${name}-imports`, { path: `^${folder}/`, pathNot: tests }, [folder, row]),
    allowList(`${name}-test-imports`, { path: `^${folder}/.*${tests}` }, [folder, testRow]),
  ];
  if (!row.pure) return rules;
  return [...rules, noNodeCore(name, folder)];
}

function allowList(
  name: string,
  from: ModuleFilter,
  [folder, row]: readonly [string, PackageRow],
): DirectionRule {
  const workspace = row.workspace.map(toEntryPattern);
  const external = row.external.map((module) => `(^|/)node_modules/(@types/)?${module}/`);
  return {
    name,
    severity: 'error',
    comment: 'Imports go only where tools/gates/src/package-table.ts allows.',
    from,
    to: {
      pathNot: [`^${folder}/`, ...workspace, ...external].join('|'),
      dependencyTypesNot: ['core'],
    },
  };
}

function toEntryPattern(allowed: string): string {
  const [name = '', entry] = allowed.split('/');
  return entry === undefined ? `^packages/${name}/src/` : `^packages/${name}/src/${entry}/`;
}

function noNodeCore(name: string, folder: string): DirectionRule {
  return {
    name: `${name}-runs-anywhere`,
    severity: 'error',
    comment: 'A pure package imports no Node core module.',
    from: { path: `^${folder}/src/`, pathNot: tests },
    to: { dependencyTypes: ['core'] },
  };
}
