import { GatewayError, type GatewayErrorFields, toErrorFields } from '@gateway/spec';
import type { GatewayParts } from '../parts.ts';
import type { ModelCall } from '../request-context.ts';
import type { DescribedTarget } from '../snapshot/describe-target.ts';
import { preparePass } from './prepare-pass.ts';
import { type AttemptContext, prepareTranslate } from './prepare-translate.ts';
import type { Preparation } from './prepared-attempt.ts';

/** What to prepare for. */
export interface PrepareScope {
  readonly call: ModelCall;
  readonly target: DescribedTarget;
  /**
   * Whether the target has refused the form of the request: then the bytes do not pass as they are,
   * even in the same dialect, but are read and written anew.
   */
  readonly sanitise: boolean;
}

/**
 * Prepares a request for one target, in the cheapest tier that will do.
 *
 * @throws never
 */
export function prepareAttempt(scope: PrepareScope, parts: GatewayParts): Preparation {
  const { call, target, sanitise } = scope;
  const context: AttemptContext = {
    newId: parts.random.newId,
    nowMs: parts.clock.nowMs(),
    sealKey: parts.sealKey,
    seals: parts.seals.of(call.principal.keyId),
  };
  try {
    return target.dialect === call.dialect && !sanitise
      ? preparePass(call, target, context)
      : prepareTranslate(call, target, { context });
  } catch (cause) {
    return { ok: false, error: toFields(cause), loss: [] };
  }
}

function toFields(cause: unknown): GatewayErrorFields {
  return toErrorFields(GatewayError.fromUnknown(cause));
}
