import type { Dialect } from '../dialect.ts';
import type { Json } from '../json.ts';

/** A source that backs a span of text. */
export interface Citation {
  /** Start (inclusive) and end (exclusive) of the span in the unit of `unit`. */
  readonly span?: readonly [start: number, end: number];
  /** What `span` counts. `block` and `page` count within the cited document, not in the answer. */
  readonly unit: 'utf16' | 'utf8' | 'block' | 'page';
  readonly url?: string;
  readonly title?: string;
  /** Zero-based index of the cited document among those in the request. */
  readonly documentIndex?: number;
  /** The cited words. */
  readonly quote?: string;
  readonly fileId?: string;
  /** The citation as the upstream wrote it, and in which dialect; given back to that dialect only. */
  readonly native: { readonly dialect: Dialect; readonly value: Json };
}
