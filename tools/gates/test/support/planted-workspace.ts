import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runGate, type Gate, type GateResult } from '../../src/gate.ts';

/** The repository under test. */
export const repository = fileURLToPath(new URL('../../../..', import.meta.url));

const skipped = new Set(['.git', '.turbo', 'dist', 'coverage', 'fixtures', 'docs']);
const groups = ['packages', 'apps', 'tools'];

/** A copy of the repository to plant violations in, with the real gates and configuration. */
export interface PlantedWorkspace {
  /** Writes a file; the path is relative to the repository. */
  readonly plant: (path: string, text: string) => void;
  /** Runs a real gate over the copy. */
  readonly run: (gate: Gate) => Promise<GateResult>;
  readonly remove: () => void;
}

/**
 * Copies the repository without history, builds and recorded traffic. The root's installed
 * packages are shared through a link; each package's own links are copied and stay inside.
 */
export function createPlantedWorkspace(): PlantedWorkspace {
  const root = mkdtempSync(join(tmpdir(), 'gateway-planted-'));
  for (const entry of readdirSync(repository, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || skipped.has(entry.name)) continue;
    cpSync(join(repository, entry.name), join(root, entry.name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: isWanted,
    });
  }
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'), 'dir');
  return {
    plant: (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    run: (gate) => runGate(gate, root),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function isWanted(path: string): boolean {
  const parts = relative(repository, path).split(sep);
  if (parts.includes('.cache') || parts.includes('.vite')) return false;
  return !(groups.includes(parts[0] ?? '') && parts.some((part) => skipped.has(part)));
}
