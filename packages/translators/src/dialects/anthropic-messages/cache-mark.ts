import type { CacheMark, Json, JsonObject } from '@gateway/spec';
import { createTaker, joinPath, type Taker } from './taker.ts';
import { type LossScope, reportLoss, withOwnExtra } from './wire.ts';

/**
 * Takes `cache_control` from a node.
 *
 * @throws `GatewayError` `invalid_request` in strict scopes
 */
export function takeCacheMark(take: Taker): { readonly cache?: CacheMark } {
  const value = take.object('cache_control');
  if (value === undefined) return {};
  const path = joinPath(take.scope.path, 'cache_control');
  const inner = createTaker(value, { ...take.scope, path });
  const known = inner.oneOf('type', ['ephemeral']);
  const ttl = inner.oneOf('ttl', ['5m', '1h']);
  const wire = inner.notes(known === undefined ? { type: 'unknown' } : undefined);
  return { cache: { ...(ttl !== undefined && { ttl }), wire } };
}

/**
 * Writes a cache mark as the `cache_control` member of a node.
 *
 * @returns the member, or nothing when there is no mark
 * @throws never
 */
export function encodeCacheMark(mark: CacheMark | undefined, scope: LossScope): JsonObject {
  if (mark === undefined) return {};
  const own: Record<string, Json> = mark.wire?.form?.['type'] ? {} : { type: 'ephemeral' };
  const ttl = toAllowedTtl(mark, scope);
  if (ttl !== undefined) own['ttl'] = ttl;
  return { cache_control: withOwnExtra(mark, own) };
}

function toAllowedTtl(mark: CacheMark, scope: LossScope): string | undefined {
  if (mark.ttl === undefined || mark.ttl === '5m' || mark.ttl === '1h') return mark.ttl;
  reportLoss(mark, scope, {
    severity: 'approximated',
    code: 'cache_mark_approximated',
    detail: 'Cache entries live 5 minutes or 1 hour here.',
  });
  return '1h';
}
