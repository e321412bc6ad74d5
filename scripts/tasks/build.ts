// Builds every package and the server: JavaScript and declarations.
import { runTool } from './run-tool.ts';

process.exitCode = runTool('turbo', ['run', 'build', '--output-logs=errors-only']);
