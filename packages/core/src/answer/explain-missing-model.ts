import type { GatewayErrorFields } from '@gateway/spec';

/**
 * Completes the error of a model that is not there: says where the names are, and which name the
 * caller used where the upstream speaks of another.
 *
 * @param requestedModel - as the caller named it; empty where it named none
 * @returns any other error unchanged
 * @throws never
 */
export function explainMissingModel(
  error: GatewayErrorFields,
  requestedModel: string,
): GatewayErrorFields {
  const { code, message } = error;
  if (code === 'model_not_found') {
    return { ...error, message: `${message} GET /v1/models lists what there is.` };
  }
  if (code !== 'upstream_model_missing' || requestedModel === '') return error;
  if (message.includes(requestedModel)) return error;
  const asked = JSON.stringify(requestedModel.slice(0, 128));
  return { ...error, message: `${message} (The request asked for ${asked}.)` };
}
