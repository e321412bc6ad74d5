import type { RouteRequest } from '@gateway/router';
import type { GatewayParts } from '../parts.ts';
import type { ModelCall } from '../request-context.ts';
import { createAttemptContext } from './attempt-context.ts';
import { describeCandidate } from './describe-candidate.ts';
import { prepareTranslate } from './prepare-translate.ts';

/**
 * Makes the rule that keeps targets out which could not be told all of a request. Each target of
 * another dialect costs a translation, so it is made only for those who asked for strictness.
 *
 * @returns `undefined` where the configuration does not ask for it
 * @throws never
 */
export function createStrictVeto(call: ModelCall, parts: GatewayParts): RouteRequest['veto'] {
  const { snapshot } = call.runtime;
  if (!snapshot.translation.strict) return undefined;
  return (candidate) => {
    const target = describeCandidate(candidate, snapshot, call.operation);
    if (!target || target.dialect === call.dialect) return undefined;
    const prepared = prepareTranslate(call, target, { context: createAttemptContext(call, parts) });
    // A request that is wrong in itself is answered as such by the attempt.
    return prepared.ok || prepared.error.code !== 'unsupported'
      ? undefined
      : prepared.error.message;
  };
}
