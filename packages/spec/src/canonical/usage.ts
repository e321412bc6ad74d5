import type { Dialect } from '../dialect.ts';
import type { Json } from '../json.ts';

/**
 * Tokens of one answer. Input is a partition: `uncached + cacheRead + cacheWrite` is all of it,
 * whatever way the upstream counts. `undefined` = not said, `0` = said to be none.
 */
export interface Usage {
  readonly input: {
    /** Input tokens neither read from nor written to a prompt cache. */
    readonly uncachedTokens: number;
    readonly cacheReadTokens?: number;
    readonly cacheWriteTokens?: number;
    /** Parts of `cacheWriteTokens` by lifetime. */
    readonly cacheWrite5mTokens?: number;
    readonly cacheWrite1hTokens?: number;
    readonly audioTokens?: number;
    readonly imageTokens?: number;
  };
  readonly output: {
    /** All output tokens, reasoning included. */
    readonly totalTokens: number;
    readonly reasoningTokens?: number;
    readonly audioTokens?: number;
    readonly imageTokens?: number;
    readonly acceptedPredictionTokens?: number;
    readonly rejectedPredictionTokens?: number;
  };
  /** Uses of provider-run tools, e.g. `{ web_search: 2 }`. */
  readonly providerTools?: Readonly<Record<string, number>>;
  /**
   * `final` = the upstream's last word, `partial` = seen in an unfinished stream, `estimated` =
   * counted by the gateway, `none` = nothing known (numbers are 0).
   */
  readonly certainty: 'final' | 'partial' | 'estimated' | 'none';
  /** The usage object as the upstream wrote it; given back to the same dialect only. */
  readonly native?: { readonly dialect: Dialect; readonly value: Json };
}

/** Usage of which nothing is known. */
export const unknownUsage: Usage = Object.freeze({
  input: Object.freeze({ uncachedTokens: 0 }),
  output: Object.freeze({ totalTokens: 0 }),
  certainty: 'none',
});

/**
 * Adds up all input tokens of a usage record.
 *
 * @returns tokens, cached ones included
 * @throws never
 */
export function totalInputTokens(usage: Usage): number {
  const { uncachedTokens, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage.input;
  return uncachedTokens + cacheReadTokens + cacheWriteTokens;
}
