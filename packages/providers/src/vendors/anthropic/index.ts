import { defineProvider } from '@gateway/spec';
import {
  messagesEndpoints,
  messagesHeaders,
  messagesPassHeaders,
} from '../_family/messages-api.ts';
import { profile } from './profile.ts';

/** Anthropic, over the Messages API. */
export const provider = defineProvider({
  contract: 1,
  id: 'anthropic',
  name: 'Anthropic',
  baseUrl: 'https://api.anthropic.com',
  auth: { kind: 'header', header: 'x-api-key', prefix: '' },
  endpoints: messagesEndpoints,
  headers: messagesHeaders,
  passHeaders: messagesPassHeaders,
  environment: { apiKey: ['ANTHROPIC_API_KEY'], baseUrl: ['ANTHROPIC_BASE_URL'] },
  exampleModel: 'claude-haiku-4-5',
  modelPatterns: ['claude-*'],
  profile,
  reasoningFamily: () => 'anthropic',
  sources: [
    'https://platform.claude.com/docs/en/api/messages, read 2026-11-21',
    'https://platform.claude.com/docs/en/about-claude/models/overview, read 2026-11-21',
    'https://platform.claude.com/docs/en/build-with-claude/effort, read 2026-11-21',
    'https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking, read 2026-11-21',
    'https://platform.claude.com/docs/en/build-with-claude/structured-outputs, read 2026-11-21',
  ],
});
