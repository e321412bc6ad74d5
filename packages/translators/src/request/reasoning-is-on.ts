import type { GenerateRequest, TargetProfile } from '@gateway/spec';

/**
 * Tells whether the target will reason for this request. A model that cannot stop reasoning does
 * so unasked.
 *
 * @throws never
 */
export function reasoningIsOn(
  { reasoning }: GenerateRequest,
  { reasoning: target }: TargetProfile,
): boolean {
  if (target.style === 'none') return false;
  const { mode = 'default', effort } = reasoning ?? {};
  if (mode === 'off') return false;
  if (mode !== 'default') return true;
  return !target.canDisable || (effort !== undefined && target.style === 'effort');
}
