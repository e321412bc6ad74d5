import { type Dialect, GatewayError, type GatewayErrorFields, toErrorFields } from '@gateway/spec';
import { estimateInput } from '../count/estimate-input.ts';
import type { GatewayParts } from '../parts.ts';
import type { ModelCall } from '../request-context.ts';
import type { DescribedTarget } from '../snapshot/describe-target.ts';
import { preparePass } from './prepare-pass.ts';
import { createAttemptContext } from './attempt-context.ts';
import { prepareTranslate } from './prepare-translate.ts';
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

// Dialects whose streams state the input tokens at their start, before the upstream has.
const statesInputAtStart: ReadonlySet<Dialect> = new Set(['anthropic-messages']);

/**
 * Prepares a request for one target, in the cheapest tier that will do.
 *
 * @throws never
 */
export async function prepareAttempt(
  scope: PrepareScope,
  parts: GatewayParts,
): Promise<Preparation> {
  const { call, target, sanitise } = scope;
  const context = createAttemptContext(call, parts);
  try {
    if (target.dialect === call.dialect && !sanitise) return preparePass(call, target, context);
    const estimatedInputTokens = await estimateFor(scope);
    return prepareTranslate(call, target, {
      context,
      ...(estimatedInputTokens !== undefined && { estimatedInputTokens }),
    });
  } catch (cause) {
    return { ok: false, error: toFields(cause), loss: [] };
  }
}

async function estimateFor({ call, target }: PrepareScope): Promise<number | undefined> {
  if (!call.request.stream || !statesInputAtStart.has(call.dialect)) return undefined;
  return estimateInput(call, target.profile.reasoningFamily);
}

function toFields(cause: unknown): GatewayErrorFields {
  return toErrorFields(GatewayError.fromUnknown(cause));
}
