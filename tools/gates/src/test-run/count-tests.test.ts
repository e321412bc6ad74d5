import { expect, test } from 'vitest';
import { countTests, type VitestReport } from './count-tests.ts';

const green: VitestReport = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
};

test('counts a green run, todos as skipped', () => {
  expect(countTests(green, 0)).toEqual({ passed: 5, failed: 0, skipped: 2 });
});

test('counts failed tests once, not once more for their file', () => {
  const file = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] };
  const red = { ...green, numFailedTests: 1, testResults: [file] };
  expect(countTests(red, 1).failed).toBe(1);
});

test('counts a test file that does not load', () => {
  const broken = { ...green, testResults: [{ status: 'failed', assertionResults: [] }] };
  expect(countTests(broken, 1).failed).toBe(1);
});

test('counts a non-zero exit without a failed test, as after an unhandled error', () => {
  expect(countTests(green, 1).failed).toBe(1);
});

test('counts a missing report as a failure, whatever the exit code', () => {
  expect(countTests(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
