import type { Dialect, Headers } from '@gateway/spec';
import type { Route } from './route.ts';

/**
 * Tells in which dialect to answer a call: the route's own, otherwise what its headers and path
 * give away.
 *
 * @param route - absent when no route matched
 * @throws never
 */
export function surfaceDialect(
  route: Route | undefined,
  headers: Headers,
  segments: readonly string[],
): Dialect {
  if (route?.dialect) return route.dialect;
  if (headers['anthropic-version'] !== undefined || segments.includes('messages')) {
    return 'anthropic-messages';
  }
  return 'openai-chat';
}
