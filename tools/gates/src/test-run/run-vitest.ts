import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countTests, type VitestReport } from './count-tests.ts';
import type { Tally } from './tally.ts';

/**
 * Runs every test of the workspace on this terminal and counts them from vitest's own report.
 *
 * @param root - absolute path of the repository
 * @returns the counts; a run that leaves no report counts as one failure
 * @throws never
 */
export async function runVitest(root: string): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-test-'));
  const file = join(folder, 'report.json');
  try {
    const exitCode = await spawnVitest(root, file);
    return countTests(readReport(file), exitCode);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function spawnVitest(root: string, outputFile: string): Promise<number> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${outputFile}`];
  return new Promise((resolve) => {
    const args = [vitest, 'run', ...reporters];
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

function readReport(file: string): VitestReport | undefined {
  try {
    // vitest writes this shape with its json reporter; countTests reads only what it declares.
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    // No report or half of one: vitest crashed, which the caller counts as a failure.
    return undefined;
  }
}
