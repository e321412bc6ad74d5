import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'telemetry',
    // A busy machine makes tests slow, not wrong.
    testTimeout: 60_000,
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
  },
});
