import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'gates',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
  },
});
