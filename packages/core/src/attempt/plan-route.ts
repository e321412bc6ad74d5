import type { RoutePlan, Router, RouteRequest } from '@gateway/router';
import { findListedTarget } from '../models/find-listed-target.ts';
import type { GatewayParts } from '../parts.ts';
import type { ModelCall } from '../request-context.ts';
import { createStrictVeto } from './strict-veto.ts';

/** A plan, and the router that carries it out. */
export interface PlannedRoute {
  readonly router: Router;
  readonly plan: RoutePlan;
}

/**
 * Plans who serves a request. A vendor is asked only for a name that no rule knows.
 *
 * @throws what the router's state throws
 */
export async function planRoute(call: ModelCall, parts: GatewayParts): Promise<PlannedRoute> {
  const { discovery } = parts;
  const veto = createStrictVeto(call, parts);
  const { runtime, request, operation, principal, cancellation } = call;
  const { router, snapshot } = runtime;
  const { deadlineMs } = snapshot.timeouts;
  const wanted: RouteRequest = {
    name: request.model,
    operation,
    principal,
    ...(veto && { veto }),
    ...(deadlineMs > 0 && { deadlineMs: call.startedAtMs + deadlineMs }),
  };
  const plan = await router.plan(wanted);
  if (plan.error?.code !== 'model_not_found') return { router, plan };
  const target = await findListedTarget(request.model, { snapshot, discovery, cancellation });
  if (!target) return { router, plan };
  const wider = runtime.routerFor(target);
  return { router: wider, plan: await wider.plan(wanted) };
}
