import type { Tally } from './tally.ts';

/** The part of vitest's json report that is counted. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/**
 * Counts a vitest run so that nothing red can be lost: a test file that does not load, an
 * unhandled error and a missing report each count as a failure.
 *
 * @param report - vitest's json report; `undefined` when there is none
 * @param exitCode - of vitest
 * @returns the counts; `failed` is at least 1 unless vitest exited 0
 * @throws never
 */
export function countTests(report: VitestReport | undefined, exitCode: number): Tally {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const brokenFiles = report.testResults.filter(
    (file) =>
      file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  ).length;
  const counted = report.numFailedTests + brokenFiles;
  const failed = exitCode === 0 ? counted : Math.max(counted, 1);
  const skipped = report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, failed, skipped };
}
