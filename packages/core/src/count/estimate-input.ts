import type { ReasoningFamily } from '@gateway/spec';
import { createLossRecorder, getCodec } from '@gateway/translators';
import type { ModelCall } from '../request-context.ts';

/** Bytes per token where a request cannot be read. */
const bytesPerToken = 4;

/** What of a call the estimate looks at. */
export type EstimatedCall = Pick<ModelCall, 'dialect' | 'operation' | 'request' | 'headers'>;

/**
 * Estimates the input tokens of a request that can be read. The estimator is loaded when it is first
 * needed.
 *
 * @param family - whose models will read the request
 * @returns whole tokens, ≥ 1
 * @throws `GatewayError` `invalid_request` naming the field that cannot be read
 */
export async function countInput(call: EstimatedCall, family?: ReasoningFamily): Promise<number> {
  const { dialect, operation, request, headers } = call;
  const { model, stream } = request;
  const decoded = getCodec(dialect).decodeRequest(
    { operation, model, stream, headers, body: { kind: 'json', value: request.json() } },
    { context: { newId: (prefix) => prefix, nowMs: 0 }, loss: createLossRecorder() },
  );
  const { estimateInputTokens } = await import('@gateway/translators/count');
  return estimateInputTokens(decoded, family === undefined ? {} : { family });
}

/**
 * Estimates the input tokens of any request.
 *
 * @param family - whose models will read the request
 * @returns whole tokens, ≥ 1
 * @throws never; a request that cannot be read is estimated by its bytes
 */
export async function estimateInput(
  call: EstimatedCall,
  family?: ReasoningFamily,
): Promise<number> {
  try {
    return await countInput(call, family);
  } catch {
    // An estimate is wanted, not a verdict on the request; the upstream gives that.
    return Math.max(1, Math.ceil(call.request.bytes.byteLength / bytesPerToken));
  }
}
