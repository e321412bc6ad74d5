import type { WireNode } from './wire-notes.ts';

/** A prompt-cache breakpoint: everything up to and including the marked node may be cached. */
export interface CacheMark extends WireNode {
  /** How long the entry should live; absent = the provider's default. */
  readonly ttl?: '5m' | '30m' | '1h' | '12h' | '24h';
}
