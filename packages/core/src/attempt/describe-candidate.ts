import type { Candidate } from '@gateway/router';
import type { Operation } from '@gateway/spec';
import { type DescribedTarget, describeTarget } from '../snapshot/describe-target.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/**
 * Describes the target that the router chose.
 *
 * @returns `undefined` when the provider does not offer the operation
 * @throws never
 */
export function describeCandidate(
  { target: id, provider, model }: Candidate,
  snapshot: Snapshot,
  operation: Operation,
): DescribedTarget | undefined {
  const connection = snapshot.providers[provider];
  return connection && describeTarget({ id, provider, model }, connection, operation);
}
