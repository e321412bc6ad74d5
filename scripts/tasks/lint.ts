// Runs the gates that look at the source, without types and tests.
import { gates } from '../../tools/gates/src/gates.ts';
import { runGates } from '../../tools/gates/src/test-run/run-gates.ts';

const { lint, format, direction, runtimeClosure, boundaries, generated } = gates;
const tally = await runGates(
  [lint, format, direction, runtimeClosure, boundaries, generated],
  process.cwd(),
);
process.exitCode = tally.failed === 0 ? 0 : 1;
