import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'packed',
    globalSetup: ['test/global-setup.ts'],
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
  },
});
