import {
  isJsonObject,
  type Json,
  type JsonObject,
  type WireNode,
  type WireNotes,
} from '@gateway/spec';

/** The dialect of this folder. */
export const ownDialect = 'openai-chat';

/**
 * Reads the wire notes of a node that was decoded from this very dialect.
 *
 * @throws never
 */
export function ownNotes(node: WireNode | undefined): WireNotes | undefined {
  return node?.wire?.dialect === ownDialect ? node.wire : undefined;
}

/**
 * Reads a form hint of a node that was decoded from this very dialect.
 *
 * @throws never
 */
export function formHint(node: WireNode | undefined, key: string): string | undefined {
  return ownNotes(node)?.form?.[key];
}

/**
 * Makes an object of the members that have a value.
 *
 * @throws never
 */
export function members(values: Readonly<Record<string, Json | undefined>>): JsonObject {
  const object: Record<string, Json> = {};
  for (const [key, value] of Object.entries(values)) if (value !== undefined) object[key] = value;
  return object;
}

/**
 * Lays an encoder's own members over the unread members of a node. Objects under the same key are
 * joined member by member, because unread members of nested objects stay in their place.
 *
 * @throws never
 */
export function withExtra(extra: JsonObject | undefined, own: JsonObject): JsonObject {
  if (extra === undefined) return own;
  // A map, because a key of the client's may be called `__proto__`.
  const merged = new Map(Object.entries({ ...extra, ...own }));
  for (const [key, value] of Object.entries(own)) {
    const under = Object.hasOwn(extra, key) ? extra[key] : undefined;
    if (isJsonObject(under) && isJsonObject(value)) merged.set(key, withExtra(under, value));
  }
  return Object.fromEntries(merged);
}

/**
 * Lays an encoder's own members over what the node's own-dialect notes kept. Of an object that was
 * read in part, the unread rest is written only together with the part that was read.
 *
 * @throws never
 */
export function withOwnExtra(node: WireNode, own: JsonObject): JsonObject {
  const { extra, form } = ownNotes(node) ?? {};
  const partial = form?.['partial']?.split(',').filter((key) => own[key] === undefined) ?? [];
  if (extra === undefined || partial.length === 0) return withExtra(extra, own);
  const kept = Object.entries(extra).filter(([key]) => !partial.includes(key));
  return withExtra(Object.fromEntries(kept), own);
}

/**
 * Writes a member whose value is always the same, unless the sender left it out or had another one
 * there.
 *
 * @returns the value, or `undefined` where the node's notes say that the member is not ours
 * @throws never
 */
export function constantOf(node: WireNode, key: string, value: string): string | undefined {
  return formHint(node, key) === 'kept' ? undefined : value;
}
