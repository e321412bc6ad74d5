import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'server',
    // Whole processes start here; a busy machine must not make them fail.
    testTimeout: 60_000,
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
  },
});
