import type { AttemptOutcome, RouteLease } from '@gateway/router';
import type { GatewayErrorFields, Operation } from '@gateway/spec';
import type { GatewayParts } from '../parts.ts';
import type { ModelCall } from '../request-context.ts';
import { type DescribedTarget, describeTarget } from '../snapshot/describe-target.ts';
import { prepareAttempt } from './prepare-attempt.ts';
import { runAttempt } from './run-attempt.ts';
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
  const { router, snapshot } = call.runtime;
  const { deadlineMs } = snapshot.timeouts;
  const plan = await router.plan({
    name: call.request.model,
    operation: call.operation,
    principal: call.principal,
    ...(deadlineMs > 0 && { deadlineMs: call.startedAtMs + deadlineMs }),
  });
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
  lease: RouteLease,
  call: ModelCall,
  parts: GatewayParts,
): Promise<AttemptOutcome> {
  const target = describe(lease, call, call.operation);
  if (!target) return failure(call, unsupported);
  const sanitise = lease.action === 'sanitise';
  const prepared = prepareAttempt({ call, target, sanitise }, parts);
  const sinceArrivalMs = parts.clock.nowMs() - call.startedAtMs;
  if (!prepared.ok) {
    call.log.startAttempt(
      { target: target.id, tier: 'T', requestLoss: prepared.loss },
      sinceArrivalMs,
    );
    call.log.endAttempt({ errorCode: prepared.error.code }, sinceArrivalMs);
    return failure(call, prepared.error);
  }
  const { attempt } = prepared;
  call.log.startAttempt(
    { target: target.id, tier: attempt.tier, requestLoss: attempt.loss },
    sinceArrivalMs,
  );
  const error = await runAttempt({ call, target, attempt, parts });
  return error ? failure(call, error) : { kind: 'success' };
}

function describe(
  { candidate }: RouteLease,
  call: ModelCall,
  operation: Operation,
): DescribedTarget | undefined {
  const connection = call.runtime.snapshot.providers[candidate.provider];
  const { target: id, provider, model } = candidate;
  return connection && describeTarget({ id, provider, model }, connection, operation);
}

function failure(call: ModelCall, error: GatewayErrorFields): AttemptOutcome {
  // Whoever gave the request up, it was not the upstream.
  if (call.cancellation.reason) return { kind: 'abandoned' };
  const { phase } = call.egress;
  return { kind: 'failure', error, committed: phase === 'content' || phase === 'over' };
}

const unsupported: GatewayErrorFields = Object.freeze({
  code: 'unsupported',
  message: 'The provider of this model does not offer the operation.',
});
