import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'storage',
    // Every storage starts threads; a busy machine takes its time over that.
    testTimeout: 30_000,
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
  },
});
