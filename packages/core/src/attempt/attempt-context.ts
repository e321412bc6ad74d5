import type { TranslationContext } from '@gateway/translators';
import type { GatewayParts } from '../parts.ts';
import type { ModelCall } from '../request-context.ts';

/** Chance, time, kept state and strictness of one translation. */
export type AttemptContext = Pick<
  TranslationContext,
  'newId' | 'nowMs' | 'sealKey' | 'seals' | 'strict'
>;

/**
 * Makes the context of a translation for one call.
 *
 * @throws never
 */
export function createAttemptContext(
  { principal, runtime }: ModelCall,
  { random, clock, sealKey, seals }: GatewayParts,
): AttemptContext {
  return {
    newId: random.newId,
    nowMs: clock.nowMs(),
    sealKey,
    seals: seals.of(principal.keyId),
    strict: runtime.snapshot.translation.strict,
  };
}
