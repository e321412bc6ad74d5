// `npm test`: every gate, then every test; the last line sums both. With arguments, for example
// `npm test -- packages/router`, only the tests they select.
import { gates } from '../../tools/gates/src/gates.ts';
import { runGates } from '../../tools/gates/src/test-run/run-gates.ts';
import { runVitest } from '../../tools/gates/src/test-run/run-vitest.ts';
import { addTallies, renderTally } from '../../tools/gates/src/test-run/tally.ts';
import { runTool } from './run-tool.ts';

const root = process.cwd();
const selection = process.argv.slice(2);

if (selection.length > 0) {
  process.exitCode = runTool('vitest', ['run']);
} else {
  const source = await runGates(Object.values(gates), root);
  const tests = await runVitest(root);
  const total = addTallies([source, tests]);
  console.log(renderTally(total));
  process.exitCode = total.failed === 0 ? 0 : 1;
}
