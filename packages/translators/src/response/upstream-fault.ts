import { errorTable, GatewayError, type GatewayErrorFields, toErrorFields } from '@gateway/spec';
import type { Dialect } from '@gateway/spec';

const maxEvidenceLength = 4096;

/**
 * Turns what was thrown while an upstream's answer was read into the upstream's fault: whatever
 * cannot be read is no answer.
 *
 * @param thrown - anything; a gateway error keeps its code unless it blames the caller's JSON
 * @param evidence - the dialect that was expected and the text that could not be read
 * @throws never
 */
export function toUpstreamFault(
  thrown: unknown,
  evidence: { readonly dialect: Dialect; readonly body: string },
): GatewayErrorFields {
  const upstream = { dialect: evidence.dialect, body: evidence.body.slice(0, maxEvidenceLength) };
  const code = 'upstream_invalid_response';
  if (!GatewayError.is(thrown) || thrown.code === 'invalid_request') {
    return { code, message: errorTable[code].meaning, upstream };
  }
  return { ...toErrorFields(thrown), upstream: { ...upstream, ...thrown.upstream } };
}
