import type { CacheMark, JsonObject, ReasoningFamily } from '@gateway/spec';
import { createReader, type Reader } from './reader.ts';
import { formHint, members, withOwnExtra } from './wire.ts';

const lifetimes = ['5m', '30m', '1h', '24h'] as const;
const keys = ['cache_control', 'prompt_cache_breakpoint'] as const;

/**
 * Takes a cache mark from a node: `cache_control`, the habit of routers in front of Anthropic's
 * models, or OpenAI's `prompt_cache_breakpoint`.
 *
 * @throws `GatewayError` `invalid_request` in strict scopes
 */
export function takeCacheMark(reader: Reader): CacheMark | undefined {
  const key = keys.find((each) => reader.peek(each) != null);
  const value = key && reader.object(key);
  if (!value) return undefined;
  const mark = createReader(value, { ...reader.scope, path: reader.at(key) });
  const ttl = mark.oneOf('ttl', lifetimes);
  return { ...(ttl !== undefined && { ttl }), wire: mark.notes({ as: key }) };
}

/**
 * Writes a cache mark as a member of the node it stands on.
 *
 * @param family - whose models the target serves; decides the form of marks from other dialects
 * @returns the member; nothing when there is no mark
 * @throws never
 */
export function encodeCacheMark(mark: CacheMark | undefined, family: ReasoningFamily): JsonObject {
  if (mark === undefined) return {};
  const as = formHint(mark, 'as');
  const own = members({ ttl: mark.ttl });
  if (as !== undefined) return { [as]: withOwnExtra(mark, own) };
  return family === 'openai'
    ? { prompt_cache_breakpoint: { mode: 'explicit' } }
    : { cache_control: { type: 'ephemeral', ...own } };
}
