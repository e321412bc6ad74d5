// Checks the types of every package, its tests, and once more without Node's types where pure.
import { runTool } from './run-tool.ts';

process.exitCode = runTool('turbo', ['run', 'typecheck', '--output-logs=errors-only']);
