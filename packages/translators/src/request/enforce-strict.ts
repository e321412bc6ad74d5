import { GatewayError, type LossReport } from '@gateway/spec';

/**
 * Refuses a translation that loses something, for callers who asked for that. Runs after a request
 * is adapted, and again after it is encoded.
 *
 * @param losses - what was lost so far
 * @throws `GatewayError` `unsupported` naming code and place of the first loss of severity
 * `dropped`
 */
export function enforceStrict(losses: LossReport): void {
  const lost = losses.find(({ severity }) => severity === 'dropped');
  if (!lost) return;
  const { code, path, detail } = lost;
  const place = path === '' ? 'the request' : path;
  throw new GatewayError({
    code: 'unsupported',
    message: `The target cannot take ${place} (${code}${detail === undefined ? '' : `: ${detail}`}).`,
    ...(path !== '' && { param: path }),
  });
}
