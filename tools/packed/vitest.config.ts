import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'packed',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
  },
});
