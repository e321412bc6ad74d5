import type { Usage } from '@gateway/spec';

/** What an estimate can build on. */
export interface EstimateFacts {
  /** UTF-8 bytes of text, reasoning, refusals and tool input that were given out. */
  readonly contentBytes: number;
  /** Estimated tokens of the request; absent = unknown. */
  readonly inputTokens?: number;
}

// Bytes per token of English prose; code and other scripts have fewer, so they come out too low
// rather than at zero.
const bytesPerToken = 4;

/**
 * Fills in what an upstream did not say about the usage of a finished answer: numbers it gave stay,
 * output is at least what was seen.
 *
 * @param known - what is known, perhaps nothing
 * @returns usage of certainty `estimated`
 * @throws never
 */
export function estimateUsage(known: Usage, facts: EstimateFacts): Usage {
  const seenTokens = Math.ceil(facts.contentBytes / bytesPerToken);
  const input =
    known.certainty === 'none' ? { uncachedTokens: facts.inputTokens ?? 0 } : known.input;
  return {
    ...known,
    input,
    output: { ...known.output, totalTokens: Math.max(known.output.totalTokens, seenTokens) },
    certainty: 'estimated',
  };
}
