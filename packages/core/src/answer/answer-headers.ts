import type { Dialect } from '@gateway/spec';
import { formatLossHeader } from '@gateway/translators';
import type { AnswerHeaders } from '../call.ts';
import type { RequestLog } from '../settle/request-log.ts';
import { toHeaderValue } from './header-value.ts';

/** Ids of a request. */
export interface RequestIds {
  /** Our own, unique. */
  readonly id: string;
  /** The one the client sees. */
  readonly requestId: string;
}

// Where official clients of a dialect look for the id of a request, beside `x-request-id`.
const nativeIdHeader: Partial<Record<Dialect, string>> = { 'anthropic-messages': 'request-id' };

/**
 * Makes the gateway's own headers of an answer.
 *
 * @throws never
 */
export function createAnswerHeaders(
  ids: RequestIds,
  dialect: Dialect,
  log: RequestLog,
): AnswerHeaders {
  const native = nativeIdHeader[dialect];
  const loss = log.current && formatLossHeader(log.current.requestLoss);
  return {
    'x-request-id': ids.requestId,
    ...(native !== undefined && { [native]: ids.requestId }),
    'x-gateway-id': ids.id,
    ...(log.current && {
      'x-gateway-attempts': String(log.attemptCount),
      'x-gateway-target': toHeaderValue(log.current.target),
    }),
    ...(loss !== undefined && { 'x-gateway-loss': loss }),
  };
}
