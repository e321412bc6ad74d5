import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'node/index': 'src/node/index.ts',
    'fetch/index': 'src/fetch/index.ts',
  },
  format: ['esm'],
  platform: 'node',
  target: 'es2024',
  sourcemap: true,
  splitting: true,
  clean: true,
  silent: true,
});
