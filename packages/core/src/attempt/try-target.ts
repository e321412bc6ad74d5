import type { GatewayErrorFields } from '@gateway/spec';
import type { GatewayParts } from '../parts.ts';
import { prepareAttempt, type PrepareScope } from './prepare-attempt.ts';
import { runAttempt } from './run-attempt.ts';

/**
 * Makes one attempt at one target: prepares, sends, passes the answer on, and logs it.
 *
 * @returns the error, if it failed
 * @throws never
 */
export async function tryTarget(
  scope: PrepareScope,
  parts: GatewayParts,
): Promise<GatewayErrorFields | undefined> {
  const { call, target } = scope;
  const prepared = await prepareAttempt(scope, parts);
  const sinceArrivalMs = parts.clock.nowMs() - call.startedAtMs;
  if (!prepared.ok) {
    const { error, loss } = prepared;
    call.log.startAttempt({ target: target.id, tier: 'T', requestLoss: loss }, sinceArrivalMs);
    call.log.endAttempt({ errorCode: error.code }, sinceArrivalMs);
    return error;
  }
  const { attempt } = prepared;
  call.log.startAttempt(
    { target: target.id, tier: attempt.tier, requestLoss: attempt.loss },
    sinceArrivalMs,
  );
  return runAttempt({ call, target, attempt, parts });
}
