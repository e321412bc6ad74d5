import type { AttemptOutcome, RouteLease } from '@gateway/router';
import type { GatewayErrorFields } from '@gateway/spec';
import type { GatewayParts } from '../parts.ts';
import type { ModelCall } from '../request-context.ts';
import { describeCandidate } from './describe-candidate.ts';
import { planRoute } from './plan-route.ts';
import { tryTarget } from './try-target.ts';
import { waitUntil } from './wait-until.ts';

/**
 * Tries targets, in the order and as often as the router says, until one has answered.
 *
 * @returns the error to answer with, if none did
 * @throws what the router's state throws
 */
export async function runAttempts(
  call: ModelCall,
  parts: GatewayParts,
): Promise<GatewayErrorFields | undefined> {
  const { router, plan } = await planRoute(call, parts);
  while (!call.cancellation.reason) {
    const admission = await router.admit(plan);
    if (admission.kind === 'stop') return admission.error;
    if (admission.kind === 'wait') {
      await waitUntil(admission.untilMs, parts.clock, call.cancellation);
      continue;
    }
    const outcome = await tryLease(admission.lease, call, parts);
    const step = await router.report(admission.lease, outcome);
    if (step.kind === 'done') return call.cancellation.reason;
    if (step.kind === 'stop') return step.error;
  }
  return call.cancellation.reason;
}

async function tryLease(
  { candidate, action }: RouteLease,
  call: ModelCall,
  parts: GatewayParts,
): Promise<AttemptOutcome> {
  const target = describeCandidate(candidate, call.runtime.snapshot, call.operation);
  if (!target) return { kind: 'failure', error: unsupported, committed: false };
  const error = await tryTarget({ call, target, sanitise: action === 'sanitise' }, parts);
  if (!error) return { kind: 'success' };
  // Whoever gave the request up, it was not the upstream.
  if (call.cancellation.reason) return { kind: 'abandoned' };
  const { phase } = call.egress;
  return { kind: 'failure', error, committed: phase === 'content' || phase === 'over' };
}

const unsupported: GatewayErrorFields = Object.freeze({
  code: 'unsupported',
  message: 'The provider of this model does not offer the operation.',
});
