import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { folderOf, packageTable } from './package-table.ts';
import { allowedTags } from './turbo-tags.ts';

const root = new URL('../../../', import.meta.url);

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(fileURLToPath(new URL(path, root)), 'utf8'));
}

test("turbo's tag rules say what the package table says", () => {
  const wanted = Object.keys(packageTable).map((name) => [
    name,
    { dependencies: { allow: allowedTags(name) } },
  ]);
  expect(readJson('turbo.json')).toMatchObject({
    boundaries: { tags: Object.fromEntries(wanted) },
  });
});

test.each(Object.keys(packageTable))('the package "%s" carries its own tag', (name) => {
  expect(readJson(`${folderOf(name)}/turbo.json`)).toMatchObject({ tags: [name] });
});

test.each(Object.entries(packageTable))(
  'the manifest of "%s" depends only on what the table allows',
  (name, row) => {
    const manifest = readJson(`${folderOf(name)}/package.json`) as {
      dependencies?: Record<string, string>;
    };
    const workspace = row.workspace.map((allowed) => `@gateway/${allowed.split('/')[0]}`);
    const allowed = [...workspace, ...row.external];
    const declared = Object.keys(manifest.dependencies ?? {});
    // The server bundles the packages below it, so it also declares what they take from outside.
    const indirect = name === 'server' ? allExternals() : [];
    expect(declared.filter((dep) => ![...allowed, ...indirect].includes(dep))).toEqual([]);
  },
);

function allExternals(): string[] {
  return Object.values(packageTable).flatMap((row) => row.external);
}
