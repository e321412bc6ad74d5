import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'packed',
    // A busy machine makes tests slow, not wrong.
    testTimeout: 60_000,
    globalSetup: ['test/global-setup.ts'],
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
  },
});
