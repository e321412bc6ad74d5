/**
 * Where the worker's file is. Sources and built files keep it at the same place below this one;
 * only the ending differs.
 */
export const defaultWorkerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './sqlite/worker.ts' : './sqlite/worker.js',
  import.meta.url,
);
