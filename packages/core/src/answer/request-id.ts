import type { Headers } from '@gateway/spec';

// Safe to repeat in a header, a log line and a JSON body.
const safe = /^[\w.:+/=-]{1,128}$/;

/**
 * Reads the id that a client gave its request.
 *
 * @returns `undefined` where there is none, or none that is safe to repeat
 * @throws never
 */
export function readRequestId(headers: Headers): string | undefined {
  const given = headers['x-request-id'];
  return typeof given === 'string' && safe.test(given) ? given : undefined;
}
