import type { Router } from '@gateway/router';
import type { Snapshot } from './snapshot/snapshot.ts';

/** A configuration at work: what a request reads from its arrival to its end. */
export interface Runtime {
  readonly snapshot: Snapshot;
  readonly router: Router;
}
