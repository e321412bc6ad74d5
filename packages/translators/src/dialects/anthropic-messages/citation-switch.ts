import { createTaker, joinPath, type Taker } from './taker.ts';

/**
 * Takes `citations: { enabled }` of a document or search result.
 *
 * @throws `GatewayError` `invalid_request` in strict scopes
 */
export function takeCitationSwitch(take: Taker): { readonly citations?: boolean } {
  const value = take.object('citations');
  if (value === undefined) return {};
  const inner = createTaker(value, { ...take.scope, path: joinPath(take.scope.path, 'citations') });
  const citations = inner.boolean('enabled');
  take.putBack('citations', citations === undefined ? value : inner.rest());
  return citations === undefined ? {} : { citations };
}
