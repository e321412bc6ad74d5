import type { GatewayErrorFields } from '@gateway/spec';
import type { SnapshotProvider } from '../snapshot/snapshot.ts';

/** Shorter texts are no secrets, and would be found in ordinary words. */
const minLength = 6;

/** Headers of an operator that are there to be believed; others, such as a team's name, may be shown. */
const secretHeader = /auth|key|token|secret|cookie|signature/;

/**
 * Takes the credentials of a connection out of an error, wherever the upstream repeated them.
 * Messages are freed of anything that looks like a key when they are read; this also finds what does
 * not look so.
 *
 * @param connection - the account of the attempt
 * @throws never
 */
export function redactSecret(
  error: GatewayErrorFields,
  connection: Pick<SnapshotProvider, 'apiKey' | 'headers'>,
): GatewayErrorFields {
  const secrets = secretsOf(connection);
  if (secrets.length === 0) return error;
  const redact = (text: string) =>
    secrets.reduce((safe, secret) => safe.replaceAll(secret, '[key]'), text);
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

/**
 * Lists the credentials of a connection, in every form in which an upstream may repeat them.
 *
 * @throws never
 */
export function secretsOf({
  apiKey,
  headers,
}: Pick<SnapshotProvider, 'apiKey' | 'headers'>): string[] {
  const values = Object.entries(headers).flatMap(([name, value]) =>
    // `Bearer x` may come back without its first word.
    secretHeader.test(name) ? [value, ...value.split(' ')] : [],
  );
  return [apiKey?.reveal() ?? '', ...values].filter((value) => value.length >= minLength);
}
