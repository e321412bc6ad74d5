import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    'simulator/index': 'src/simulator/index.ts',
    'replay/index': 'src/replay/index.ts',
    'clock/index': 'src/clock/index.ts',
    'contracts/index': 'src/contracts/index.ts',
  },
  format: ['esm'],
  platform: 'node',
  target: 'es2024',
  sourcemap: true,
  splitting: true,
  clean: true,
  silent: true,
});
