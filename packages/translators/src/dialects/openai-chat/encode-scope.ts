import type { LossCode, LossEntry, TargetProfile, WireNode } from '@gateway/spec';
import type { LossRecorder } from '../../loss-recorder.ts';

/** What the encoders of a request's pieces need. */
export interface EncodeScope {
  readonly target: TargetProfile;
  readonly loss: LossRecorder;
  /** Makes ids for calls of other dialects that have none. */
  readonly newId: (prefix: string) => string;
  /** Path of nodes that do not know where they came from. */
  readonly path: string;
}

/**
 * Reports a loss at a node.
 *
 * @throws never
 */
export function reportLoss(
  node: WireNode,
  scope: Pick<EncodeScope, 'loss' | 'path'>,
  entry: {
    readonly severity: LossEntry['severity'];
    readonly code: LossCode;
    readonly detail: string;
  },
): void {
  scope.loss.add({ ...entry, path: node.wire?.path ?? scope.path });
}
