import type { Admission, RoutePlan } from '@gateway/router';
import { type ErrorCode, GatewayError, type GatewayErrorFields } from '@gateway/spec';
import { getCodec } from '@gateway/translators';
import { describeCandidate } from '../attempt/describe-candidate.ts';
import { type PlannedRoute, planRoute } from '../attempt/plan-route.ts';
import { tryTarget } from '../attempt/try-target.ts';
import { countInput } from '../count/estimate-input.ts';
import type { GatewayParts } from '../parts.ts';
import type { ModelCall } from '../request-context.ts';
import { answerJson } from './answer-json.ts';

// What the request itself did wrong, or nobody can mend. Everything else is no reason to refuse a
// number that clients need to plan with.
const refusals: ReadonlySet<ErrorCode> = new Set([
  'invalid_request',
  'model_not_found',
  'permission_denied',
  'content_policy',
  'request_too_large',
  'client_closed',
  'shutting_down',
]);

/**
 * Serves a token count: by the upstream where it can count, otherwise by an estimate that says so.
 * There is an answer for every model that somebody serves, though nobody can count for it now.
 *
 * @throws `GatewayError` for what the request itself did wrong: a model that is not there, a field
 *   that cannot be read
 */
export async function serveCount(call: ModelCall, parts: GatewayParts): Promise<void> {
  const { router, plan } = await planRoute(call, parts);
  refuse(plan.error);
  const admission = await router.admit(plan);
  if (admission.kind === 'go' && (await countUpstream({ ...admission, router }, call, parts))) {
    return;
  }
  await answerEstimate(call, plan);
}

/** @returns whether the upstream has answered */
async function countUpstream(
  { lease, router }: Extract<Admission, { kind: 'go' }> & Pick<PlannedRoute, 'router'>,
  call: ModelCall,
  parts: GatewayParts,
): Promise<boolean> {
  const target = describeCandidate(lease.candidate, call.runtime.snapshot, 'count');
  const error = target && (await tryTarget({ call, target, sanitise: false }, parts));
  const isAnswered = target !== undefined && error === undefined;
  // A server that cannot count may answer well all the same, so a failure is held against nobody.
  await router.report(lease, { kind: isAnswered ? 'success' : 'abandoned' });
  if (call.cancellation.reason) throw call.cancellation.reason;
  refuse(error);
  return isAnswered;
}

function refuse(error: GatewayErrorFields | undefined): void {
  if (error && refusals.has(error.code)) throw new GatewayError(error);
}

async function answerEstimate(call: ModelCall, plan: RoutePlan): Promise<void> {
  const [candidate] = plan.candidates;
  const connection = candidate && call.runtime.snapshot.providers[candidate.provider];
  const family = candidate && connection?.definition.reasoningFamily(candidate.model);
  const inputTokens = await countInput(call, family);
  // Nobody but the gateway answers this.
  call.log.current = undefined;
  const { encodeCount } = getCodec(call.dialect);
  const body = encodeCount?.({ inputTokens, estimated: true }) ?? { input_tokens: inputTokens };
  answerJson(call.egress, body, { 'x-gateway-count': 'estimated' });
}
