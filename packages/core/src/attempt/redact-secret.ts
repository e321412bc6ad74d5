import type { GatewayErrorFields } from '@gateway/spec';
import type { Secret } from '../snapshot/secret.ts';

/** Shorter texts are no secrets, and would be found in ordinary words. */
const minLength = 6;

/**
 * Takes a credential out of an error, wherever the upstream repeated it. Messages are freed of
 * anything that looks like a key when they are read; this also finds the one that does not look so.
 *
 * @param secret - the credential of the attempt
 * @throws never
 */
export function redactSecret(
  error: GatewayErrorFields,
  secret: Secret | undefined,
): GatewayErrorFields {
  const value = secret?.reveal() ?? '';
  if (value.length < minLength) return error;
  const redact = (text: string) => text.replaceAll(value, '[key]');
  const { message, param, nativeCode, upstream } = error;
  return {
    ...error,
    message: redact(message),
    ...(param !== undefined && { param: redact(param) }),
    ...(nativeCode !== undefined && { nativeCode: redact(nativeCode) }),
    ...(upstream?.body !== undefined && {
      upstream: { ...upstream, body: redact(upstream.body) },
    }),
  };
}
