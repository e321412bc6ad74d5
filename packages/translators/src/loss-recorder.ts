import type { LossEntry, LossReport } from '@gateway/spec';

/** Collects losses in the order they are found. */
export interface LossRecorder {
  /** Notes a loss; the same code at the same path is noted once. */
  add(entry: LossEntry): void;
  /** Losses so far, in the order they were found; grows. */
  readonly entries: LossReport;
}

/**
 * Makes an empty recorder.
 *
 * @throws never
 */
export function createLossRecorder(): LossRecorder {
  const entries: LossEntry[] = [];
  const seen = new Set<string>();
  return {
    entries,
    add(entry) {
      const key = `${entry.code} ${entry.path}`;
      if (seen.has(key)) return;
      seen.add(key);
      entries.push(entry);
    },
  };
}
