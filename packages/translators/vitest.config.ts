import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'translators',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
  },
});
