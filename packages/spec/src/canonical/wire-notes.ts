import type { Dialect } from '../dialect.ts';
import type { JsonObject } from '../json.ts';

/**
 * What a decoder noticed about a node and could not express in canonical fields. Encoders of the
 * same dialect use it to give the same JSON back; encoders of other dialects ignore it, and report
 * the loss of keys that mean something.
 */
export interface WireNotes {
  /** The dialect the node was decoded from. */
  readonly dialect: Dialect;
  /** Where the node sat in the body, e.g. `messages[2].content[0]`; used to name losses. */
  readonly path?: string;
  /** Keys the decoder did not consume, with their values. Never a copy of a consumed key. */
  readonly extra?: JsonObject;
  /**
   * Choices of form that carry no meaning, e.g. `{ content: 'string' }` or `{ stop: 'string' }`.
   * Keys and values are private to the dialect. An encoder may follow a hint only while the
   * canonical value still allows that form.
   */
  readonly form?: Readonly<Record<string, string>>;
}

/** A canonical node that remembers its wire form. */
export interface WireNode {
  /** See {@link WireNotes}; absent on nodes that the gateway made itself. */
  readonly wire?: WireNotes;
}
