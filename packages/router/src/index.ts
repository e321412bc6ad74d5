export type { Candidate, Exclusion, ExclusionReason } from './candidates/candidate.ts';
export type { RouteNeeds, RouteRequest } from './candidates/route-request.ts';
export { createRouter, type Router, type RouterOptions } from './create-router.ts';
export type { AttemptSummary } from './decide/attempt-note.ts';
export {
  nextStep,
  type RepeatAction,
  type StepDecision,
  type StepFacts,
} from './decide/next-step.ts';
export {
  applyHealthEffect,
  type FailureEffect,
  type HealthEffect,
  type HealthRecord,
} from './health/health-effect.ts';
export { defaultHealthPolicy, type HealthPolicy } from './health/health-policy.ts';
export type {
  Admission,
  AttemptOutcome,
  NextStep,
  PlanTrace,
  RouteLease,
  RoutePlan,
} from './plan.ts';
export { matchAny, matchPattern } from './resolve/match-pattern.ts';
export type {
  Resolution,
  ResolutionRule,
  ResolvedTarget,
  RuleTried,
} from './resolve/resolution.ts';
export type {
  GroupMember,
  ModelGroup,
  RouterConnection,
  RouterProvider,
  RouterSnapshot,
  RouterTarget,
  TargetFacts,
} from './snapshot.ts';
export { defaultRouteLimits, type RouteLimits } from './stages/route-limits.ts';
export { createMemoryState, type MemoryStateOptions } from './state/memory-state.ts';
export type {
  LeaseBlock,
  LeaseOption,
  LeaseRequest,
  LeaseResult,
  LeaseSettlement,
  RouterState,
  SubjectStatus,
} from './state/router-state.ts';
export { strategy as priorityStrategy } from './strategies/priority/index.ts';
export type { Strategy, StrategyContext } from './strategies/strategy.ts';
