import type { CacheMark, JsonObject, ReasoningFamily } from '@gateway/spec';
import { createReader, type Reader } from './reader.ts';
import { constantOf, formHint, members, withOwnExtra } from './wire.ts';

const lifetimes = ['5m', '30m', '1h', '12h', '24h'] as const;

/** Members that hold a mark, and what each always says. */
const constants = {
  cache_control: ['type', 'ephemeral'],
  prompt_cache_breakpoint: ['mode', 'explicit'],
} as const;

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
  const [name, word] = constants[key];
  const wire = mark.notes({ as: key, [name]: mark.constant(name, word) });
  return { ...(ttl !== undefined && { ttl }), wire };
}

/**
 * Writes a cache mark as a member of the node it stands on.
 *
 * @param family - whose models the target serves; decides the form of marks from other dialects
 * @returns the member; nothing when there is no mark
 * @throws never
 * @source openai-node 7.57 types, `PromptCacheBreakpoint`
 */
export function encodeCacheMark(mark: CacheMark | undefined, family: ReasoningFamily): JsonObject {
  if (mark === undefined) return {};
  const as = keys.find((key) => key === formHint(mark, 'as'));
  if (as !== undefined) {
    const [name, word] = constants[as];
    const own = members({ [name]: constantOf(mark, name, word), ttl: mark.ttl });
    return { [as]: withOwnExtra(mark, own) };
  }
  return family === 'openai'
    ? { prompt_cache_breakpoint: members({ mode: 'explicit', ttl: knownLifetime(mark) }) }
    : { cache_control: members({ type: 'ephemeral', ttl: mark.ttl }) };
}

/** OpenAI knows two lifetimes. The shorter one is usual and stands for all below the longer one. */
function knownLifetime({ ttl }: CacheMark): '12h' | undefined {
  return ttl === '12h' || ttl === '24h' ? '12h' : undefined;
}
