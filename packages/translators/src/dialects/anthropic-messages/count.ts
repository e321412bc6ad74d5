import { type CountResponse, GatewayError, isJsonObject, type Json } from '@gateway/spec';
import { readTokenCount } from '../../token-count.ts';

/**
 * Reads the answer of a token count.
 *
 * @throws `GatewayError` `upstream_invalid_response` when it holds no number
 */
export function decodeCount(body: Json): CountResponse {
  const inputTokens = isJsonObject(body) ? readTokenCount(body['input_tokens']) : undefined;
  if (inputTokens === undefined) {
    throw new GatewayError({
      code: 'upstream_invalid_response',
      message: 'The upstream answered something that is not a token count.',
    });
  }
  return { inputTokens, estimated: false };
}

/**
 * Writes the answer of a token count.
 *
 * @throws never
 */
export function encodeCount(response: CountResponse): Json {
  return { input_tokens: response.inputTokens };
}
