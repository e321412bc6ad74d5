import type { ErrorCode, GatewayErrorFields } from '@gateway/spec';
import type {
  AttemptOutcome,
  RouteLease,
  Router,
  RouteRequest,
  RouterSnapshot,
} from '../src/index.ts';

/** A clock that a test moves by hand. */
export const createClock = (startMs = 1_000_000) => {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    advance: (ms: number) => {
      nowMs += ms;
    },
    moveTo: (ms: number) => {
      nowMs = Math.max(nowMs, ms);
    },
  };
};

/** Two targets, the first with two connections. */
export const snapshot: RouterSnapshot = {
  providers: [
    {
      id: 'a',
      connections: [
        { id: 'one', priority: 1 },
        { id: 'zero', priority: 0 },
      ],
    },
    { id: 'b', connections: [{ id: 'main' }] },
  ],
  targets: [
    { provider: 'a', model: 'm', facts: { contextTokens: 8_000 } },
    { provider: 'b', model: 'm', facts: { contextTokens: 32_000 } },
  ],
  groups: [{ name: 'g', members: [{ target: 'a/m' }, { target: 'b/m' }] }],
};

/** Writes an outcome. */
export const failure = (
  code: ErrorCode,
  more: Partial<GatewayErrorFields> = {},
): AttemptOutcome => ({
  kind: 'failure',
  committed: false,
  error: { code, message: `said ${code}`, ...more },
});

/** How a driven request went. */
export interface Drive {
  /** `connection@target`, with the action where it is not the first. */
  readonly tried: readonly string[];
  readonly waitsMs: readonly number[];
  readonly end: string;
  readonly error?: GatewayErrorFields;
}

/** Sends a request through the router, as its caller would, in virtual time. */
export async function drive(
  router: Router,
  clock: ReturnType<typeof createClock>,
  request: Partial<RouteRequest>,
  attempt: (lease: RouteLease) => AttemptOutcome,
): Promise<Drive> {
  const plan = await router.plan({ name: 'g', operation: 'generate', ...request });
  const tried: string[] = [];
  const waitsMs: number[] = [];
  for (;;) {
    const admission = await router.admit(plan);
    if (admission.kind === 'stop') {
      return { tried, waitsMs, end: admission.error.code, error: admission.error };
    }
    if (admission.kind === 'wait') {
      waitsMs.push(admission.untilMs - clock.nowMs());
      clock.moveTo(admission.untilMs);
      continue;
    }
    const { lease } = admission;
    const action = lease.action === 'first' ? '' : ` ${lease.action}`;
    tried.push(`${lease.candidate.connection}@${lease.candidate.target}${action}`);
    const step = await router.report(lease, attempt(lease));
    if (step.kind === 'done') return { tried, waitsMs, end: 'done' };
    if (step.kind === 'stop') return { tried, waitsMs, end: step.error.code, error: step.error };
  }
}
