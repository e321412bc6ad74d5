import type { Route } from './route.ts';

/** Every address of the data plane. What is not here is refused. */
export const routeTable: readonly Route[] = Object.freeze(
  (
    [
      {
        method: 'POST',
        pattern: '/v1/chat/completions',
        dialect: 'openai-chat',
        operation: 'generate',
        realm: 'data',
        permission: 'models:use',
      },
      {
        method: 'POST',
        pattern: '/v1/messages',
        dialect: 'anthropic-messages',
        operation: 'generate',
        realm: 'data',
        permission: 'models:use',
      },
      {
        method: 'POST',
        pattern: '/v1/messages/count_tokens',
        dialect: 'anthropic-messages',
        operation: 'count',
        realm: 'data',
        permission: 'models:use',
      },
      {
        method: 'GET',
        pattern: '/v1/models',
        operation: 'list-models',
        realm: 'data',
        permission: 'models:read',
      },
      {
        method: 'GET',
        pattern: '/v1/models/{id+}',
        operation: 'get-model',
        realm: 'data',
        permission: 'models:read',
      },
      {
        method: 'GET',
        pattern: '/healthz',
        operation: 'health',
        realm: 'public',
        permission: 'health:read',
      },
      {
        method: 'GET',
        pattern: '/',
        operation: 'root',
        realm: 'public',
        permission: 'health:read',
      },
    ] satisfies Route[]
  ).map((route) => Object.freeze(route)),
);
