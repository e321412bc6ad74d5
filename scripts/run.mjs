// Entry of `npm start`, `npm test` and the other root scripts. Needs nothing but Node 18 and npm:
// everything else (a newer Node if this one is too old, pnpm, the packages) comes from the registry.
import { ensureInstalled } from './launcher/install.mjs';
import { ensureServerBuilt, serverEntry } from './launcher/build.mjs';
import { runInherited, runServer } from './launcher/processes.mjs';
import { stop } from './launcher/report.mjs';
import { resolveNode, resolveToolchain } from './launcher/toolchain.mjs';

const [command = '', ...args] = process.argv.slice(2);

const tasks = new Set(['build', 'format', 'generate', 'lint', 'test', 'typecheck']);

// Tasks are TypeScript, which Node 22 runs with a warning.
const quiet = '--disable-warning=ExperimentalWarning';

async function start() {
  await ensureInstalled('server');
  await ensureServerBuilt();
  const { node, env } = await resolveNode();
  process.exitCode = await runServer(node, [serverEntry, ...args], env);
}

async function runTask() {
  await ensureInstalled('everything');
  const { node, env } = await resolveToolchain();
  process.exitCode = await runInherited(node, [quiet, `scripts/tasks/${command}.ts`, ...args], env);
}

if (command === 'start') await start();
else if (tasks.has(command)) await runTask();
else stop(`Unknown command "${command}": use one of start, ${[...tasks].join(', ')}.`);
