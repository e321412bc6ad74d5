import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { forget, recall, remember } from './memo.mjs';
import { root } from './paths.mjs';
import { runCollected } from './processes.mjs';
import { stop, withProgress } from './report.mjs';
import { resolveToolchain } from './toolchain.mjs';

/** What each scope installs: the server and its build tools, or the whole workspace. */
const filters = {
  server: ['--filter', '@gateway/server...', '--filter', 'gateway'],
  everything: [],
};

/**
 * Installs packages unless an earlier run did so for this lockfile; everything satisfies server.
 *
 * @param {'server' | 'everything'} scope
 */
export async function ensureInstalled(scope) {
  const lock = lockHash();
  const last = recall('install');
  if (last.lock === lock && (last.scope === scope || last.scope === 'everything')) return;
  forget('install');
  const { env } = await resolveToolchain();
  const args = ['install', '--frozen-lockfile', ...filters[scope]];
  // Without a terminal pnpm refuses to replace a node_modules made by another version; CI says yes.
  const quiet = { ...env, CI: env.CI ?? 'true' };
  const what = scope === 'server' ? 'Installing the server' : 'Installing all packages';
  const run = () => runCollected('pnpm', args, quiet);
  const { exitCode, stdout, stderr } = await withProgress(what, run);
  if (exitCode !== 0) {
    console.error(`${stdout}${stderr}`.trim());
    stop('The packages could not be installed: see the message of pnpm above.', exitCode);
  }
  remember('install', { lock, scope });
}

function lockHash() {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) {
    hash.update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}
