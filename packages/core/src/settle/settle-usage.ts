import { totalInputTokens, type Usage } from '@gateway/spec';

/** Bytes per token where nothing better is known. */
const bytesPerToken = 4;

/**
 * Completes the usage of an answer: what the upstream did not say is estimated.
 *
 * @param usage - as far as the upstream said it
 * @param contentBytes - bytes of content that were produced; 0 = nothing was, so nothing is counted
 * @param estimateInput - gives the input tokens where the upstream did not
 * @returns the same usage where it is final; `certainty` `estimated` where numbers were filled in
 * @throws never
 */
export async function settleUsage(
  usage: Usage,
  contentBytes: number,
  estimateInput: () => Promise<number>,
): Promise<Usage> {
  if (usage.certainty === 'final' || contentBytes === 0) return usage;
  const isInputKnown = usage.certainty !== 'none' && totalInputTokens(usage) > 0;
  const outputTokens = Math.max(usage.output.totalTokens, Math.ceil(contentBytes / bytesPerToken));
  return {
    ...usage,
    input: isInputKnown ? usage.input : { uncachedTokens: await estimateInput() },
    output: { ...usage.output, totalTokens: outputTokens },
    certainty: 'estimated',
  };
}
