import { build } from 'esbuild';

/** A worker as one module, and what went into it. */
export interface WorkerBundle {
  /** The module's text. */
  readonly text: string;
  /** Every file that went in, relative to the project. */
  readonly inputs: readonly string[];
  /** Imports left for the runtime; a worker that runs anywhere has none. */
  readonly externals: readonly string[];
}

/**
 * Bundles a worker from a project's installed packages, for a runtime without Node.
 *
 * @param directory - absolute path of the project
 * @param entry - the worker's file, relative to it
 */
export async function bundleWorker(directory: string, entry: string): Promise<WorkerBundle> {
  const result = await build({
    absWorkingDir: directory,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2024',
    conditions: ['workerd', 'worker'],
    mainFields: ['module', 'main'],
    external: ['node:*'],
    metafile: true,
    logLevel: 'silent',
  });
  const outputs = Object.values(result.metafile.outputs);
  return {
    text: result.outputFiles.map(({ text }) => text).join('\n'),
    inputs: Object.keys(result.metafile.inputs),
    externals: outputs.flatMap(({ imports }) => imports.map(({ path }) => path)),
  };
}
