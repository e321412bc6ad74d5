import { defineProvider } from '@gateway/spec';
import {
  messagesEndpoints,
  messagesHeaders,
  messagesPassHeaders,
} from '../_family/messages-api.ts';
import { guessReasoningFamily } from '../_family/reasoning-family.ts';
import { profile } from './profile.ts';

/** Any server that speaks Anthropic's Messages API: relays, and vendors that offer it as a second. */
export const provider = defineProvider({
  contract: 1,
  id: 'anthropic-compatible',
  name: 'Anthropic-compatible server',
  auth: { kind: 'header', header: 'x-api-key', prefix: '' },
  endpoints: messagesEndpoints,
  headers: messagesHeaders,
  passHeaders: messagesPassHeaders,
  environment: {
    apiKey: ['ANTHROPIC_COMPATIBLE_API_KEY'],
    baseUrl: ['ANTHROPIC_COMPATIBLE_BASE_URL'],
  },
  profile,
  reasoningFamily: guessReasoningFamily,
  sources: [
    'https://platform.claude.com/docs/en/api/messages, read 2026-11-21',
    'https://api-docs.deepseek.com/guides/anthropic_api, read 2026-11-21',
  ],
});
