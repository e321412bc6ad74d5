import type { Clock } from '@gateway/spec';
import type { RouteRequest } from '../candidates/route-request.ts';
import type { HealthPolicy } from '../health/health-policy.ts';
import type { SnapshotIndex } from '../resolve/create-index.ts';
import type { RouterState } from '../state/router-state.ts';
import type { Strategy } from '../strategies/strategy.ts';
import type { Progress } from './progress.ts';
import type { RouteLimits } from './route-limits.ts';

/** What every stage of the router works with. */
export interface RouterContext {
  readonly index: SnapshotIndex;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly state: RouterState;
  readonly strategies: ReadonlyMap<string, Strategy>;
  readonly health: HealthPolicy;
  readonly limits: RouteLimits;
  readonly newId: (prefix: string) => string;
  readonly random: () => number;
  readonly onStateError: (error: unknown) => void;
}

/** A request under way. */
export interface RequestInHand {
  readonly request: RouteRequest;
  readonly progress: Progress;
}
