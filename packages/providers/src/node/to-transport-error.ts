import { GatewayError } from '@gateway/spec';

/** What went wrong before the status line, in words for people; codes of Node and undici. */
const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name cannot be resolved',
  EAI_AGAIN: 'its name cannot be resolved at the moment',
  ECONNREFUSED: 'it refuses the connection',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  EHOSTUNREACH: 'there is no way to its host',
  ENETUNREACH: 'there is no way to its network',
  UND_ERR_SOCKET: 'it closed the connection',
};

/** @returns the first code in an error and its causes; Node wraps, undici wraps again */
const readCode = (error: unknown, depth = 0): string => {
  if (typeof error !== 'object' || error === null || depth > 3) return '';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code !== '' && code !== 'UND_ERR_SOCKET') return code;
  return ('cause' in error ? readCode(error.cause, depth + 1) : '') || code;
};

const isTlsCode = (code: string): boolean =>
  /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|EPROTO)/.test(code);

const describe = (code: string): string => {
  if (isTlsCode(code)) return 'no secure connection can be made with it';
  return reasons[code] ?? 'the connection failed';
};

/** undici's parser errors carry llhttp's code, if any, and always this name. */
const isUnreadable = (error: unknown, code: string): boolean =>
  /^(?:HPE_|UND_ERR_HEADERS_OVERFLOW)/.test(code) ||
  (error instanceof Error && error.name === 'HTTPParserError');

/**
 * Names a failure of Node's network stack in the gateway's words. The original error, which may
 * hold addresses, stays in `cause`.
 *
 * @param hasHead - whether the status line had arrived
 * @returns `upstream_truncated` after the status line; before it `upstream_unreachable`,
 * `upstream_timeout` or `upstream_invalid_response`; gateway errors stay as they are
 * @throws never
 */
export function toTransportError(error: unknown, hasHead: boolean): GatewayError {
  if (GatewayError.is(error)) return error;
  const code = readCode(error);
  const options = { cause: error };
  // The gateway itself asked for something that cannot be sent.
  if (code === 'UND_ERR_INVALID_ARG') return GatewayError.fromUnknown(error);
  if (isUnreadable(error, code)) {
    const message = 'The upstream sent something that is not HTTP.';
    return new GatewayError({ code: 'upstream_invalid_response', message }, options);
  }
  if (hasHead) {
    const message = 'The upstream closed the connection before its answer was complete.';
    return new GatewayError({ code: 'upstream_truncated', message }, options);
  }
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    const message = 'The upstream did not answer in time: the connection was not made.';
    return new GatewayError({ code: 'upstream_timeout', message }, options);
  }
  const message = `The upstream cannot be reached: ${describe(code)}.`;
  return new GatewayError({ code: 'upstream_unreachable', message }, options);
}
