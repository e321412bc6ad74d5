// Formats every file in place.
import { runTool } from './run-tool.ts';

process.exitCode = runTool('biome', ['format', '--write']);
