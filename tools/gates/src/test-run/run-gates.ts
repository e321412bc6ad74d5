import { runGate, type Gate } from '../gate.ts';
import type { Tally } from './tally.ts';

/**
 * Runs gates one after the other and prints a line for each, with its output when it is red.
 *
 * @param gates - in the order to run
 * @param root - absolute path of the repository
 * @returns each gate counted as one test
 * @throws never
 */
export async function runGates(gates: readonly Gate[], root: string): Promise<Tally> {
  let failed = 0;
  for (const gate of gates) {
    const { passed, output, tookMs } = await runGate(gate, root);
    console.log(`${passed ? '✓' : '✗'} ${gate.name} (${(tookMs / 1000).toFixed(1)} s)`);
    if (passed) continue;
    failed += 1;
    console.log(output.trim());
  }
  return { passed: gates.length - failed, failed, skipped: 0 };
}
