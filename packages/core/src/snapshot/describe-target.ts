import {
  type Dialect,
  mergeTargetProfile,
  type Operation,
  type TargetProfile,
} from '@gateway/spec';
import { dialects, getCodec } from '@gateway/translators';
import type { SnapshotProvider, SnapshotTarget } from './snapshot.ts';

/** A target with all that an attempt needs to know about it. */
export interface DescribedTarget extends SnapshotTarget {
  readonly connection: SnapshotProvider;
  /** What the provider speaks for the operation. */
  readonly dialect: Dialect;
  readonly profile: TargetProfile;
}

/**
 * Describes a target for an operation.
 *
 * @returns `undefined` when the provider does not offer the operation, or in no dialect known here
 * @throws never
 */
export function describeTarget(
  target: SnapshotTarget,
  connection: SnapshotProvider,
  operation: Operation,
): DescribedTarget | undefined {
  const { definition } = connection;
  const dialect = definition.endpoints[operation]?.dialect;
  if (!dialect || !dialects.includes(dialect)) return undefined;
  const codec = getCodec(dialect);
  const profile = mergeTargetProfile(
    codec.defaultProfile,
    { reasoningFamily: definition.reasoningFamily(target.model) },
    definition.profile?.(target.model),
  );
  return { ...target, connection, dialect, profile };
}
