import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the first key was shown. */
export type FirstKeyDelivery =
  | { readonly kind: 'terminal'; readonly key: string }
  | { readonly kind: 'file'; readonly path: string };

/**
 * Hands over the first API key: on a terminal it may be printed, anywhere else it goes to a file
 * that only its owner can read, because output that is not a terminal ends in logs.
 *
 * @param isTerminal - whether standard output is a terminal
 * @throws `Error` when the file cannot be written
 */
export function deliverFirstKey(
  key: string,
  options: { readonly isTerminal: boolean; readonly dataFolder: string },
): FirstKeyDelivery {
  if (options.isTerminal) return { kind: 'terminal', key };
  const path = fileOf(options.dataFolder);
  writeFileSync(path, `${key}\n`, { mode: 0o600 });
  // The mode above holds only for a new file; an old one keeps its own.
  chmodSync(path, 0o600);
  return { kind: 'file', path };
}

/**
 * Finds the file a first key was written to, unless it was taken away meanwhile.
 *
 * @throws never
 */
export function findFirstKeyFile(dataFolder: string): FirstKeyDelivery | undefined {
  const path = fileOf(dataFolder);
  return existsSync(path) ? { kind: 'file', path } : undefined;
}

const fileOf = (dataFolder: string): string => join(dataFolder, 'first-api-key');
