import type { ScriptRequest } from './behaviour.ts';

const routes: readonly (readonly [
  ending: string,
  route: ScriptRequest['route'],
  method: 'GET' | 'POST',
])[] = [
  ['/chat/completions', 'openai-chat', 'POST'],
  ['/messages', 'anthropic-messages', 'POST'],
  ['/messages/count_tokens', 'count-tokens', 'POST'],
  ['/models', 'models', 'GET'],
];

/**
 * Finds what a path asks for, whatever base path comes before it.
 *
 * @returns the route, and whether the method fits it
 * @throws never
 */
export function matchRoute(
  method: string,
  path: string,
): { readonly route: ScriptRequest['route']; readonly methodFits: boolean } {
  const bare = path.split('?', 1)[0] ?? '';
  for (const [ending, route, expected] of routes) {
    if (bare.endsWith(ending)) return { route, methodFits: method === expected };
  }
  return { route: 'unknown', methodFits: true };
}
