import { defineProvider } from '@gateway/spec';
import { guessReasoningFamily } from '../_family/reasoning-family.ts';
import { profile } from './profile.ts';

/** Any server that speaks OpenAI's Chat Completions: vLLM, llama.cpp, LM Studio, relays. */
export const provider = defineProvider({
  contract: 1,
  id: 'openai-compatible',
  name: 'OpenAI-compatible server',
  auth: { kind: 'header', header: 'authorization', prefix: 'Bearer ' },
  endpoints: {
    generate: { dialect: 'openai-chat', method: 'POST', path: '/chat/completions' },
    models: { dialect: 'openai-chat', method: 'GET', path: '/models' },
  },
  environment: {
    apiKey: ['OPENAI_COMPATIBLE_API_KEY'],
    baseUrl: ['OPENAI_COMPATIBLE_BASE_URL'],
  },
  profile,
  reasoningFamily: guessReasoningFamily,
  sources: [
    'https://docs.vllm.ai/en/latest/serving/openai_compatible_server/, read 2026-11-21',
    'https://api-docs.deepseek.com/guides/thinking_mode, read 2026-11-21',
    'https://platform.moonshot.ai/docs/guide/use-kimi-k2-thinking-model, read 2026-11-21',
  ],
});
