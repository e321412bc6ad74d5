import type { ErrorCode, UpstreamFailure } from '@gateway/spec';

/**
 * Reads what only OpenAI says its own way.
 *
 * A project or organisation that may not use a model gets a 403 or 404 with `model_not_found`: the
 * key is good, only the model is out of reach, so the key must not be punished for it.
 *
 * @returns `undefined` where the shared rules do
 * @throws never
 * @source OpenAI, error codes guide, read 2026-11-21
 */
export function classifyError({ status, body }: UpstreamFailure): ErrorCode | undefined {
  return status === 403 && /"code"\s*:\s*"model_not_found"/.test(body)
    ? 'upstream_model_missing'
    : undefined;
}
