import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './paths.mjs';

const isWindows = process.platform === 'win32';
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const parentPollMs = 500;

/** Exit code of a finished child, in the shell's convention for signals. */
function toExitCode(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0);
}

/** Runs a command and collects what it prints; never rejects for a non-zero exit. */
export function runCollected(command, args, env = process.env) {
  return new Promise((resolve) => {
    const stdio = ['ignore', 'pipe', 'pipe'];
    const child = spawn(command, args, { cwd: root, env, stdio, shell: isWindows });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (bytes) => (stdout += bytes));
    child.stderr.on('data', (bytes) => (stderr += bytes));
    child.on('error', (error) => resolve({ exitCode: 127, stdout, stderr: error.message }));
    child.on('close', (code, signal) => {
      resolve({ exitCode: toExitCode(code, signal), stdout, stderr });
    });
  });
}

/** Runs a command on this terminal, passes signals on, and resolves to its exit code. */
export function runInherited(command, args, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
    forwardSignals(child);
    child.on('error', (error) => {
      console.error(`Cannot run ${command}: ${error.message}`);
      resolve(127);
    });
    child.on('close', (code, signal) => resolve(toExitCode(code, signal)));
  });
}

/** Like `runInherited`, and stops the server when the npm that started us is gone. */
export function runServer(node, args, env) {
  if (process.env.npm_lifecycle_event !== undefined) endWithParent();
  return runInherited(node, args, env);
}

function forwardSignals(child) {
  for (const signal of forwarded) {
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches the whole process group: the child has had it already.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
}

/** npm passes a SIGTERM to its shell only; the shell dies and leaves us behind with the server. */
function endWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, parentPollMs);
  timer.unref();
}
