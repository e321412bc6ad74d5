import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const processes = new URL('../../../scripts/launcher/processes.mjs', import.meta.url).href;
const launcher = fileURLToPath(new URL('../../../scripts/run.mjs', import.meta.url));
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Starts a process that runs a Node script through the launcher's own process code. */
function startLauncher(script: string, options: { env?: NodeJS.ProcessEnv; how?: string } = {}) {
  const how = options.how ?? 'runInherited';
  const code = `import { ${how} as run } from ${JSON.stringify(processes)};
    process.exitCode = await run(process.execPath, ['-e', ${JSON.stringify(script)}, 'one', 'two'], process.env);`;
  return start(['--input-type=module', '-e', code], options.env);
}

function start(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, npm_lifecycle_event: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  return child;
}

const waitForSignals = `
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => { console.log('got ' + signal); process.exit(9); });
  setInterval(() => {}, 1000);
  console.log('ready');`;

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const bytes of stream) text += String(bytes);
  return text;
}

test('the exit code of the server is the exit code of the launcher', async () => {
  const [code] = await once(startLauncher('process.exit(7)'), 'close');
  expect(code).toBe(7);
});

test('a server killed by a signal gives the exit code of the shell for that signal', async () => {
  const [code] = await once(startLauncher("process.kill(process.pid, 'SIGKILL')"), 'close');
  expect(code).toBe(137);
});

test('extra arguments reach the server', async () => {
  const child = startLauncher('console.log(process.argv.slice(1).join())');
  expect(await textOf(child.stdout)).toBe('one,two\n');
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s reaches the server', async (signal) => {
  const child = startLauncher(waitForSignals);
  await once(child.stdout, 'data');
  child.kill(signal);
  const [[code], text] = await Promise.all([once(child, 'close'), textOf(child.stdout)]);
  expect(text).toContain(`got ${signal}`);
  expect(code).toBe(9);
});

test('the server ends when the shell npm started it through is killed', async () => {
  const code = `import { runServer } from ${JSON.stringify(processes)};
    process.exitCode = await runServer(process.execPath, ['-e', ${JSON.stringify(waitForSignals)}], process.env);`;
  const shellCode = `
    const { spawn } = require('node:child_process');
    spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(code)}], { stdio: 'inherit' });`;
  const shell = start(['-e', shellCode], { npm_lifecycle_event: 'start' });
  await once(shell.stdout, 'data');
  shell.kill('SIGKILL');
  expect(await textOf(shell.stdout)).toContain('got SIGTERM');
});

test('an unknown command is answered in one sentence that names the known ones', async () => {
  const child = start([launcher, 'strat']);
  const [[code], text] = await Promise.all([once(child, 'close'), textOf(child.stderr)]);
  expect(code).toBe(1);
  expect(text).toBe(
    'Unknown command "strat": use one of start, build, format, generate, lint, test, typecheck.\n',
  );
});
