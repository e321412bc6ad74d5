import type { Dialect } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { type DialectClues, detectDialect } from './detect-dialect.ts';

const rows: readonly (readonly [clues: DialectClues, dialect: Dialect | undefined])[] = [
  [{ path: '/v1/chat/completions' }, 'openai-chat'],
  [{ path: '/openai/v1/chat/completions/' }, 'openai-chat'],
  [{ path: '/v1/completions' }, 'openai-completions'],
  [{ path: '/v1/responses' }, 'openai-responses'],
  [{ path: '/v1/responses/resp_1/input_items' }, 'openai-responses'],
  [{ path: '/v1/messages?beta=true' }, 'anthropic-messages'],
  [{ path: '/v1/messages/count_tokens' }, 'anthropic-messages'],
  [{ path: '/v1beta/models/gemini-4:streamGenerateContent?alt=sse' }, 'gemini'],
  [{ path: '/v1/models/gemini-4:countTokens' }, 'gemini'],
  [{ path: '/v1beta/models' }, 'gemini'],
  [{ path: '/api/chat' }, 'ollama-chat'],
  [{ path: '/api/generate' }, 'ollama-generate'],
  [{ path: '/model/x/converse-stream' }, 'bedrock-converse'],
  [{ path: '/v2/chat' }, 'cohere-chat'],
  [{ path: '/v1/models' }, 'openai-chat'],
  [{ path: '/v1/models', headers: { 'anthropic-version': '2023-06-01' } }, 'anthropic-messages'],
  [{ path: '/v1/models', headers: { 'x-goog-api-key': 'k' } }, 'gemini'],
  [{ path: '/', body: { contents: [] } }, 'gemini'],
  [{ path: '/', body: { model: 'm', input: 'hi' } }, 'openai-responses'],
  [{ path: '/', body: { model: 'm', messages: [], system: 'x' } }, 'anthropic-messages'],
  [
    { path: '/', body: { messages: [], tools: [{ name: 'f', input_schema: {} }] } },
    'anthropic-messages',
  ],
  [{ path: '/', body: { model: 'm', messages: [] } }, 'openai-chat'],
  [{ path: '/', body: { model: 'm', prompt: 'x' } }, 'openai-completions'],
  [{ path: '/health' }, undefined],
  [{ path: '/', body: [] }, undefined],
];

describe('detectDialect', () => {
  it.each(rows)('sees in %j the dialect %s', (clues, dialect) => {
    expect(detectDialect(clues)).toBe(dialect);
  });
});
