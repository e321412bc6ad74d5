import type { Router } from '@gateway/router';
import type { Snapshot, SnapshotTarget } from './snapshot/snapshot.ts';

/** A configuration at work: what a request reads from its arrival to its end. */
export interface Runtime {
  readonly snapshot: Snapshot;
  readonly router: Router;
  /**
   * Gives a router that also knows a target which only its vendor lists. It shares its state with
   * `router`; all other names mean the same to it.
   */
  routerFor(target: SnapshotTarget): Router;
}
