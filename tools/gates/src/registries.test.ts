import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderRegistry, type Registry } from './registries.ts';

const registry: Registry = {
  file: 'src/registry.gen.ts',
  folder: 'src/vendors',
  member: 'provider',
  list: 'registry',
  what: 'vendor',
};

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gateway-registry-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function addPlugin(name: string) {
  mkdirSync(join(root, registry.folder, name), { recursive: true });
  writeFileSync(join(root, registry.folder, name, 'index.ts'), '');
}

test('wants no file while there is no plugin', () => {
  expect(renderRegistry(registry, root)).toBeUndefined();
});

test('lists plugin folders by name, shared folders with an underscore left out', () => {
  for (const name of ['open-compatible', 'acme', '_family']) addPlugin(name);
  expect(renderRegistry(registry, root)).toMatchInlineSnapshot(`
    "// Generated from the folders of ./vendors: run "npm run generate", do not edit.
    import { provider as acme } from './vendors/acme/index.ts';
    import { provider as openCompatible } from './vendors/open-compatible/index.ts';

    /** Every vendor, in the order of its folder's name. */
    export const registry = [acme, openCompatible] as const;
    "
  `);
});

test('leaves out a folder that has no entry yet', () => {
  addPlugin('acme');
  mkdirSync(join(root, registry.folder, 'unfinished'));
  expect(renderRegistry(registry, root)).not.toContain('unfinished');
});

test('breaks a long list one entry a line, as the formatter would', () => {
  for (let index = 10; index < 40; index += 1) addPlugin(`vendor-${index}`);
  expect(renderRegistry(registry, root)).toContain('[\n  vendor10,\n  vendor11,\n');
});
