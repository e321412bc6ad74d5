import type { Usage } from '@gateway/spec';
import type { ModelRequest } from '../request-context.ts';

/** Bytes per token where nothing better is known. */
const bytesPerToken = 4;

/**
 * Completes the usage of an answer: what the upstream did not say is estimated from the bytes.
 *
 * @param usage - as far as the upstream said it
 * @param request - gives the input where the upstream did not
 * @param contentBytes - bytes of content that were produced; 0 = nothing was, so nothing is counted
 * @returns the same usage where it is final; `certainty` `estimated` where numbers were filled in
 * @throws never
 */
export function settleUsage(usage: Usage, request: ModelRequest, contentBytes: number): Usage {
  if (usage.certainty === 'final' || contentBytes === 0) return usage;
  const isInputKnown = usage.certainty === 'partial';
  const outputTokens = Math.max(usage.output.totalTokens, Math.ceil(contentBytes / bytesPerToken));
  return {
    ...usage,
    input: isInputKnown
      ? usage.input
      : { uncachedTokens: Math.ceil(request.bytes.byteLength / bytesPerToken) },
    output: { ...usage.output, totalTokens: outputTokens },
    certainty: 'estimated',
  };
}
