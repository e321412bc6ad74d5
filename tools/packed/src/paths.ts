import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Absolute path of the repository. */
export const repository = join(import.meta.dirname, '..', '..', '..');

/** A Node release the packages promise to run on. */
export interface NodeBinary {
  readonly name: string;
  readonly major: number;
  /** Absolute path; `undefined` where the registry has no build for this platform. */
  readonly binary: string | undefined;
}

/** The Node releases that packed packages are run on, installed as packages of this tool. */
export function nodeBinaries(): NodeBinary[] {
  return [22, 24].map((major) => {
    const folder = join(import.meta.dirname, '..', 'node_modules', `node${major}`);
    const binary = join(folder, 'bin', 'node');
    return { name: `Node ${major}`, major, binary: existsSync(binary) ? binary : undefined };
  });
}
