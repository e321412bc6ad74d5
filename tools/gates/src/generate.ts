// Writes the registries that list plugin folders. `--check` writes nothing and fails on drift.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { registries, renderRegistry } from './registries.ts';

const root = process.cwd();
const isCheck = process.argv.includes('--check');
const drifted = registries.filter((registry) => {
  const file = join(root, registry.file);
  const wanted = renderRegistry(registry, root);
  if (readIfPresent(file) === wanted) return false;
  if (!isCheck) write(file, wanted);
  return true;
});

for (const { file } of drifted) {
  console.log(isCheck ? `${file} is out of date: run "npm run generate".` : `Wrote ${file}`);
}
process.exitCode = isCheck && drifted.length > 0 ? 1 : 0;

function write(file: string, text: string | undefined): void {
  if (text === undefined) rmSync(file);
  else writeFileSync(file, text);
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
