import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    main: 'src/main.ts',
    server: 'src/server.ts',
    'sqlite/worker': '../../packages/storage/src/sqlite/worker.ts',
  },
  format: ['esm'],
  platform: 'node',
  target: 'node22',
  sourcemap: true,
  splitting: true,
  clean: true,
  silent: true,
  // One self-contained program: workspace packages are bundled from source, so start needs no
  // build of theirs; third-party packages stay in node_modules.
  noExternal: [/^@gateway\//],
});
