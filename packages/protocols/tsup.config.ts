import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'openai-chat/schema': 'src/openai-chat/schema.ts',
    'anthropic-messages/schema': 'src/anthropic-messages/schema.ts',
  },
  format: ['esm'],
  platform: 'neutral',
  target: 'es2024',
  sourcemap: true,
  splitting: true,
  clean: true,
  silent: true,
});
