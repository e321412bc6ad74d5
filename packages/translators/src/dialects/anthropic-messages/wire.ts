import {
  isJsonObject,
  type JsonObject,
  type LossEntry,
  type WireNode,
  type WireNotes,
} from '@gateway/spec';
import type { LossRecorder } from '../../loss-recorder.ts';

/** The dialect of this folder. */
export const ownDialect = 'anthropic-messages';

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
 * Lays an encoder's own members over the unread members of a node. Objects under the same key are
 * joined member by member, because a decoder puts unread members of nested objects back in place.
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
 * Lays an encoder's own members over what the node's own-dialect notes kept.
 *
 * @throws never
 */
export function withOwnExtra(node: WireNode, own: JsonObject): JsonObject {
  return withExtra(ownNotes(node)?.extra, own);
}

/** Where losses of one encoding go. */
export interface LossScope {
  readonly loss: LossRecorder;
  /** Path of nodes that do not know where they came from. */
  readonly path: string;
}

/**
 * Reports a loss at a node.
 *
 * @throws never
 */
export function reportLoss(
  node: WireNode,
  scope: LossScope,
  entry: Pick<LossEntry, 'severity' | 'code' | 'detail'>,
): void {
  scope.loss.add({ ...entry, path: node.wire?.path ?? scope.path });
}

/**
 * Reports the unread members that a node of another dialect carries and that cannot be written
 * here. Members that are `null` say nothing and are not reported.
 *
 * @throws never
 */
export function reportForeignExtra(node: WireNode, scope: LossScope): void {
  const { wire } = node;
  if (wire === undefined || wire.dialect === ownDialect || wire.extra === undefined) return;
  for (const [key, value] of Object.entries(wire.extra)) {
    if (value === null) continue;
    const path = wire.path ? `${wire.path}.${key}` : key;
    scope.loss.add({ severity: 'dropped', code: 'unknown_field_dropped', path });
  }
}
