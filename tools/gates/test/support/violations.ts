import type { gates } from '../../src/gates.ts';

/** A violation to plant, and how its gate must name it. */
export interface Violation {
  readonly title: string;
  readonly gate: keyof typeof gates;
  /** Planted file, relative to the repository; no two share one. */
  readonly file: string;
  readonly text: string;
  /** What one block of the gate's output must name, beside the file. */
  readonly names: readonly string[];
  /** Overrides the file as what the output must name. */
  readonly namedFile?: string;
}

/** Files that planted ones refer to, by the gate whose violations need them. */
export const targets: Readonly<Partial<Record<Violation['gate'], Record<string, string>>>> = {
  direction: {
    'packages/core/src/planted/target.ts': 'export const planted = 1;\n',
    'packages/core/src/planted/target-type.ts': 'export type Planted = number;\n',
  },
  boundaries: { 'packages/core/src/planted/target.ts': 'export const planted = 1;\n' },
};

const repeat = (count: number, line: string) => `${line}\n`.repeat(count);

const lint = (slug: string, rule: string, text: string): Violation => ({
  title: slug.replaceAll('-', ' '),
  gate: 'lint',
  file: `packages/http/src/planted/${slug}.ts`,
  text,
  names: [`(${rule})`],
});

const impure = (slug: string, rule: string, expression: string): Violation => ({
  ...lint(slug, rule, `export const planted = () => ${expression};\n`),
  title: `${slug.replaceAll('-', ' ')} in a pure package`,
  file: `packages/router/src/planted/${slug}.ts`,
});

const direction = (path: string, rule: string, text: string): Violation => ({
  title: `${rule}: ${path}`,
  gate: 'direction',
  file: `packages/${path}`,
  text,
  names: [`error ${rule}:`],
});

// Planted where few packages depend on them, so that most results come from the cache.
const typeViolations: readonly Violation[] = [
  {
    title: 'a wrong type in source',
    gate: 'types',
    file: 'packages/telemetry/src/planted/wrong-type.ts',
    text: "export const planted: number = 'text';\n",
    names: ['TS2322'],
  },
  {
    title: 'a wrong type in a test',
    gate: 'types',
    file: 'packages/telemetry/src/planted/wrong-type.test.ts',
    text: "export const planted: number = 'text';\n",
    names: ['TS2322'],
  },
  {
    title: "Node's types in a pure package",
    gate: 'types',
    file: 'packages/core/src/planted/node-types.ts',
    text: "export const planted = Buffer.from('text');\n",
    names: ["'Buffer'"],
  },
];

const lintViolations: readonly Violation[] = [
  lint(
    'floating-promise',
    'no-floating-promises',
    'const send = async () => 1;\nexport function planted() {\n  send();\n}\n',
  ),
  lint(
    'misused-promise',
    'no-misused-promises',
    'const send = async () => {};\nexport const planted = (all: number[]) => all.forEach(send);\n',
  ),
  lint('long-file', 'max-lines', repeat(401, 'void 0;')),
  lint(
    'long-function',
    'max-lines-per-function',
    `export function planted(list: number[]) {\n${repeat(60, '  list.push(1);')}}\n`,
  ),
  lint(
    'many-parameters',
    'max-params',
    'export const planted = (a = 1, b = 1, c = 1, d = 1) => a + b + c + d;\n',
  ),
  lint(
    'deep-nesting',
    'max-depth',
    `export function planted(a: boolean) {\n${'if (a) {'.repeat(5)}return 1;${'}'.repeat(5)}\nreturn 2;\n}\n`,
  ),
  lint('any', 'no-explicit-any', 'export const planted = (value: any) => typeof value;\n'),
  lint(
    'non-null-assertion',
    'no-non-null-assertion',
    'export const planted = (value: string | undefined) => value!.length;\n',
  ),
  lint(
    'empty-catch',
    'no-empty',
    'export function planted(run: () => void) {\n  try {\n    run();\n  } catch {}\n}\n',
  ),
  lint('default-export', 'no-default-export', 'export default 1;\n'),
];

const purityViolations: readonly Violation[] = [
  impure('date-now', 'no-restricted-properties', 'Date.now()'),
  impure('new-date', 'no-clock', 'new Date()'),
  impure('date-call', 'no-clock', 'Date()'),
  impure('math-random', 'no-restricted-properties', 'Math.random()'),
  impure('random-uuid', 'no-restricted-properties', 'crypto.randomUUID()'),
  impure('random-values', 'no-restricted-properties', 'crypto.getRandomValues(new Uint8Array(1))'),
  impure('performance', 'no-restricted-globals', 'performance.now()'),
  impure('process', 'no-restricted-globals', 'process.env'),
  impure('fetch', 'no-restricted-globals', "fetch('x')"),
  impure('global-this', 'no-restricted-global-this', "globalThis.fetch('x')"),
  impure('set-timeout', 'no-restricted-globals', 'setTimeout(() => undefined, 1)'),
  impure('set-interval', 'no-restricted-globals', 'setInterval(() => undefined, 1)'),
  impure('buffer', 'no-restricted-globals', "Buffer.from('x')"),
  impure('console', 'no-console', "console.log('x')"),
  {
    ...impure('node-core-module', 'no-restricted-imports', ''),
    text: "import { join } from 'node:path';\nexport const planted = join('a', 'b');\n",
  },
  {
    ...lint(
      'zod',
      'no-restricted-imports',
      "import { z } from 'zod';\nexport const planted = z;\n",
    ),
    title: 'zod outside the schema files',
    file: 'packages/protocols/src/planted/zod.ts',
  },
];

const directionViolations: readonly Violation[] = [
  direction(
    'spec/src/planted/up.ts',
    'spec-imports',
    "export { planted } from '../../../core/src/planted/target.ts';\n",
  ),
  direction(
    'router/src/planted/type-up.ts',
    'router-imports',
    "export type { Planted } from '../../../core/src/planted/target-type.ts';\n",
  ),
  direction(
    'translators/src/planted/unlisted.ts',
    'translators-imports',
    "export { z } from '../../../core/node_modules/zod/index.js';\n",
  ),
  direction(
    'translators/src/planted/test-kit.ts',
    'translators-imports',
    "export * as planted from '@gateway/testkit/clock';\n",
  ),
  direction(
    'protocols/src/planted/test-kit.test.ts',
    'protocols-test-imports',
    "export * as planted from '../../../testkit/src/clock/index.ts';\n",
  ),
  direction(
    'core/src/planted/node-core.ts',
    'core-runs-anywhere',
    "export { join } from 'node:path';\n",
  ),
  direction('router/src/planted/self.ts', 'no-circular', "export * as planted from './self.ts';\n"),
  direction(
    'router/src/planted/missing-import.ts',
    'no-unresolved',
    "export { planted } from './missing.ts';\n",
  ),
];

const closureViolations: readonly Violation[] = [
  {
    title: 'a main entry that loads zod',
    gate: 'runtimeClosure',
    file: 'packages/router/src/index.ts',
    text: "export { z } from '../../core/node_modules/zod/index.js';\n",
    names: ['error main-entry-loads-zod:'],
  },
  {
    title: 'a pure package that reaches Node through another file',
    gate: 'runtimeClosure',
    file: 'packages/translators/src/planted/node-core.ts',
    text: "export { join } from 'node:path';\n",
    names: ['error pure-entry-loads-node:'],
  },
  {
    title: 'the request path that reaches a driver',
    gate: 'runtimeClosure',
    file: 'packages/core/src/planted/driver.ts',
    text: "export { request } from '../../../providers/node_modules/undici/index.js';\n",
    names: ['error core-reaches-driver:'],
  },
];

const boundaryViolations: readonly Violation[] = [
  {
    title: 'a dependency that is not declared',
    gate: 'boundaries',
    file: 'packages/router/src/planted/undeclared.ts',
    text: "export { z as planted } from 'zod';\n",
    names: ['zod'],
  },
  {
    title: 'a path that leaves the package',
    gate: 'boundaries',
    file: 'packages/router/src/planted/leaves.ts',
    text: "export { planted } from '../../../core/src/planted/target.ts';\n",
    names: ['leaves'],
  },
  {
    title: 'a declared dependency that points up',
    gate: 'boundaries',
    file: 'packages/telemetry/package.json',
    text: JSON.stringify({
      name: '@gateway/telemetry',
      version: '0.0.0',
      dependencies: { '@gateway/http': 'workspace:^' },
    }),
    names: ['@gateway/http', '@gateway/telemetry'],
    namedFile: 'packages/http/turbo.json',
  },
];

const generatedViolations: readonly Violation[] = [
  {
    title: 'a plugin folder that is not in its registry',
    gate: 'generated',
    file: 'packages/translators/src/dialects/planted/index.ts',
    text: 'export const codec = {};\n',
    names: ['out of date'],
    namedFile: 'packages/translators/src/registry.gen.ts',
  },
  {
    title: 'a registry edited by hand',
    gate: 'generated',
    file: 'packages/providers/src/registry.gen.ts',
    text: 'export const providers = [];\n',
    names: ['out of date'],
  },
];

/** Every violation, at least one per rule that carries an invariant of the house. */
export const violations: readonly Violation[] = [
  ...typeViolations,
  ...lintViolations,
  ...purityViolations,
  {
    title: 'a file nobody formatted',
    gate: 'format',
    file: 'packages/http/src/planted/unformatted.ts',
    text: 'export const planted   =  "text"\n',
    names: ['Formatter'],
  },
  ...directionViolations,
  ...closureViolations,
  ...boundaryViolations,
  ...generatedViolations,
  {
    title: 'an entry that cannot be bundled',
    gate: 'build',
    file: 'packages/telemetry/src/index.ts',
    text: "export { planted } from './missing.ts';\n",
    names: ['Could not resolve', './missing.ts'],
    namedFile: './missing.ts',
  },
];
