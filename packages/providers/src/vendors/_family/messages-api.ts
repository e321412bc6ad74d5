import type { ProviderDefinition } from '@gateway/spec';

/** The operations of the Messages API, below an address without a version. */
export const messagesEndpoints = {
  generate: { dialect: 'anthropic-messages', method: 'POST', path: '/v1/messages' },
  count: { dialect: 'anthropic-messages', method: 'POST', path: '/v1/messages/count_tokens' },
  models: { dialect: 'anthropic-messages', method: 'GET', path: '/v1/models' },
} as const satisfies ProviderDefinition['endpoints'];

/** @source Anthropic, "API versioning", read 2026-11-21 */
export const messagesHeaders = { 'anthropic-version': '2023-06-01' } as const;

/** Headers that clients of this API steer it with. */
export const messagesPassHeaders = ['anthropic-beta', 'anthropic-version'] as const;
