import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** One check of the repository: a command that exits 0 when all is well. */
export interface Gate {
  readonly name: string;
  /** Executable and arguments; a bare name is looked up in `node_modules/.bin`. */
  readonly command: readonly [string, ...string[]];
}

export interface GateResult {
  readonly passed: boolean;
  /** Everything the command printed, both streams in order of arrival. */
  readonly output: string;
  readonly tookMs: number;
}

/**
 * Runs a gate over a repository or a copy of one.
 *
 * @param gate - which check
 * @param root - absolute path of the repository to check
 * @returns its verdict and output; a command that cannot start has not passed
 * @throws never
 */
export function runGate(gate: Gate, root: string): Promise<GateResult> {
  const [command, ...args] = gate.command;
  const startedAtMs = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: gateEnv(root) });
    let output = '';
    const finish = (passed: boolean) => {
      resolve({ passed, output, tookMs: Date.now() - startedAtMs });
    };
    child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (output += bytes.toString()));
    child.on('error', (error) => {
      output += `${command}: ${error.message}\n`;
      finish(false);
    });
    child.on('close', (code) => finish(code === 0));
  });
}

function gateEnv(root: string): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, VITEST: __, ...inherited } = process.env;
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  return { ...inherited, PATH: path, TURBO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' };
}
