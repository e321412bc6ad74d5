import { expect, test } from 'vitest';
import { addTallies, renderTally } from './tally.ts';

test('adds gates and tests', () => {
  const gates = { passed: 7, failed: 1, skipped: 0 };
  const tests = { passed: 100, failed: 2, skipped: 3 };
  expect(addTallies([gates, tests])).toEqual({ passed: 107, failed: 3, skipped: 3 });
});

test('names skipped tests only when there are some', () => {
  expect(renderTally({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
  expect(renderTally({ passed: 3, failed: 0, skipped: 1 })).toBe('3 passed, 0 failed, 1 skipped');
});
