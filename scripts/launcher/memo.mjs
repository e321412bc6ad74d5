import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from './paths.mjs';

/**
 * Reads a small record remembered by an earlier run.
 *
 * @param {string} name - file name without extension
 * @returns {Record<string, unknown>} empty when there is none or it cannot be read
 */
export function recall(name) {
  try {
    return JSON.parse(readFileSync(join(cacheDir, `${name}.json`), 'utf8'));
  } catch {
    // Nothing remembered, or half a file after a crash: both mean "do the work again".
    return {};
  }
}

/** Remembers a small record for the next run. */
export function remember(name, record) {
  mkdirSync(cacheDir, { recursive: true });
  writeFileSync(join(cacheDir, `${name}.json`), `${JSON.stringify(record)}\n`);
}

/** Forgets a record, so that an interrupted step is done again. */
export function forget(name) {
  rmSync(join(cacheDir, `${name}.json`), { force: true });
}
