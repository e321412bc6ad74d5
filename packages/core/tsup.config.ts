import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'config/index': 'src/config/index.ts',
  },
  format: ['esm'],
  platform: 'neutral',
  target: 'es2024',
  sourcemap: true,
  splitting: true,
  clean: true,
  silent: true,
});
