import {
  type Dialect,
  mergeTargetProfile,
  type Operation,
  type TargetProfile,
} from '@gateway/spec';
import { dialects, getCodec } from '@gateway/translators';
import { deepFreeze } from './deep-freeze.ts';
import type { SnapshotProvider, SnapshotTarget } from './snapshot.ts';

/** A target with all that an attempt needs to know about it. */
export interface DescribedTarget extends SnapshotTarget {
  readonly connection: SnapshotProvider;
  /** What the provider speaks for the operation. */
  readonly dialect: Dialect;
  readonly profile: TargetProfile;
}

// Snapshots are immutable, so a description holds as long as its provider does.
const known = new WeakMap<SnapshotProvider, Map<string, DescribedTarget>>();
/** Clients can name any model of an open provider, so what is remembered has a bound. */
const maxKnown = 1000;

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
  const name = `${operation} ${target.model}`;
  const own = known.get(connection) ?? new Map<string, DescribedTarget>();
  const found = own.get(name);
  if (found) return found;
  const described = describe(target, connection, operation);
  if (described) {
    if (own.size >= maxKnown) own.clear();
    known.set(connection, own.set(name, described));
  }
  return described;
}

function describe(
  { id, provider, model }: SnapshotTarget,
  connection: SnapshotProvider,
  operation: Operation,
): DescribedTarget | undefined {
  const { definition } = connection;
  const dialect = definition.endpoints[operation]?.dialect;
  if (!dialect || !dialects.includes(dialect)) return undefined;
  const profile = mergeTargetProfile(
    getCodec(dialect).defaultProfile,
    { reasoningFamily: definition.reasoningFamily(model) },
    definition.profile?.(model),
  );
  return deepFreeze({ id, provider, model, connection, dialect, profile });
}
