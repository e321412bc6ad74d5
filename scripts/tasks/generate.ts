// Rewrites the generated registries from the plugin folders.
import { runTool } from './run-tool.ts';

process.exitCode = runTool('node', [
  '--disable-warning=ExperimentalWarning',
  'tools/gates/src/generate.ts',
]);
