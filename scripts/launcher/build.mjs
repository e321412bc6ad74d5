import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { recall, remember } from './memo.mjs';
import { root } from './paths.mjs';
import { runCollected } from './processes.mjs';
import { stop, withProgress } from './report.mjs';
import { resolveToolchain } from './toolchain.mjs';

/** The built server, as `node` starts it. */
export const serverEntry = join(root, 'apps', 'gateway', 'dist', 'main.js');

/** Builds the server's JavaScript unless nothing it is made of has changed since the last time. */
export async function ensureServerBuilt() {
  const sources = fingerprint();
  if (existsSync(serverEntry) && recall('build').sources === sources) return;
  const { env } = await resolveToolchain();
  const turbo = join(root, 'node_modules', '.bin', 'turbo');
  const args = ['run', 'build:js', '--filter=@gateway/server', '--output-logs=errors-only'];
  const run = () => runCollected(turbo, args, env);
  const { exitCode, stdout, stderr } = await withProgress('Building the server', run);
  if (exitCode !== 0) {
    console.error(`${stdout}${stderr}`.trim());
    stop('The server could not be built: see the messages above.', exitCode);
  }
  remember('build', { sources });
}

/** Path, size and time of every file the server is built from, as one hash. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const group of ['packages', 'apps']) {
    for (const name of readdirSync(join(root, group)).sort())
      addPackage(hash, join(root, group, name));
  }
  addFile(hash, join(root, 'pnpm-lock.yaml'));
  addFile(hash, join(root, 'tsconfig.base.json'));
  return hash.digest('hex');
}

function addPackage(hash, directory) {
  for (const name of ['package.json', 'tsup.config.ts', 'tsconfig.json'])
    addFile(hash, join(directory, name));
  addDirectory(hash, join(directory, 'src'));
}

function addDirectory(hash, directory) {
  if (!existsSync(directory)) return;
  const entries = readdirSync(directory, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) addDirectory(hash, path);
    else if (!/\.test(-d)?\.ts$/.test(entry.name)) addFile(hash, path);
  }
}

function addFile(hash, path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined) hash.update(`${path}\n${found.size}\n${found.mtimeMs}\n`);
}
