import { defineProvider } from '@gateway/spec';
import { classifyError } from './error.ts';
import { profile } from './profile.ts';

/** OpenAI, over Chat Completions. */
export const provider = defineProvider({
  contract: 1,
  id: 'openai',
  name: 'OpenAI',
  baseUrl: 'https://api.openai.com/v1',
  auth: { kind: 'header', header: 'authorization', prefix: 'Bearer ' },
  endpoints: {
    generate: { dialect: 'openai-chat', method: 'POST', path: '/chat/completions' },
    models: { dialect: 'openai-chat', method: 'GET', path: '/models' },
  },
  passHeaders: ['openai-beta', 'idempotency-key'],
  environment: { apiKey: ['OPENAI_API_KEY'], baseUrl: ['OPENAI_BASE_URL'] },
  exampleModel: 'gpt-5.4-mini',
  modelPatterns: ['gpt-*', 'chatgpt-*', 'ft:gpt-*', 'o1*', 'o3*', 'o4*', 'codex-*'],
  profile,
  reasoningFamily: () => 'openai',
  classifyError,
  sources: [
    'https://platform.openai.com/docs/api-reference/chat, read 2026-11-21',
    'https://developers.openai.com/api/docs/models, read 2026-11-21',
    'https://platform.openai.com/docs/guides/reasoning, read 2026-11-21',
    'https://platform.openai.com/docs/guides/error-codes, read 2026-11-21',
  ],
});
