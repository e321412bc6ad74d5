import type { Operation } from '@gateway/spec';

/** What is known about a target and may decide whether it can serve a request. */
export interface TargetFacts {
  /** Context window, tokens; `null` = unknown. */
  readonly contextTokens: number | null;
  /** Largest output, tokens; `null` = unknown. */
  readonly maxOutputTokens?: number | null;
  /** Operations the target serves; absent = those of its provider. */
  readonly operations?: readonly Operation[];
  /**
   * Abilities by name, e.g. `{ tools: true, 'image-input': false }`. A name that is missing is
   * unknown and does not stand in the way.
   */
  readonly capabilities?: Readonly<Record<string, boolean>>;
}

/** A model at a provider. */
export interface RouterTarget {
  /** Id of the provider. */
  readonly provider: string;
  /** Model id as the upstream knows it; may hold slashes. */
  readonly model: string;
  /** Absent = enabled. */
  readonly enabled?: boolean;
  readonly facts?: TargetFacts;
}

/** An account at a provider. */
export interface RouterConnection {
  /** Unique among the connections of its provider. */
  readonly id: string;
  /** Name for people, without secrets; absent = the id. */
  readonly label?: string;
  /** Absent = enabled. */
  readonly enabled?: boolean;
  /** Lower goes first; absent = 0. */
  readonly priority?: number;
  /** Models this account may serve, `*` for any run of characters; absent = all. */
  readonly models?: readonly string[];
  /** Models this account must not serve, as patterns. */
  readonly excludedModels?: readonly string[];
  /** Most calls at once; absent = no limit. */
  readonly maxConcurrent?: number;
  /** Whether an expired credential can be renewed; absent = no. */
  readonly refreshable?: boolean;
}

/** A provider as configured. */
export interface RouterProvider {
  /** Names it in `provider/model`. */
  readonly id: string;
  /** Further names for `provider/model`. */
  readonly aliases?: readonly string[];
  /** Absent = enabled. */
  readonly enabled?: boolean;
  /** Operations it serves; absent = all. */
  readonly operations?: readonly Operation[];
  /**
   * Models it serves beside the listed targets, `*` for any run of characters; `['*']` = any.
   * Absent = only the listed ones.
   */
  readonly modelPatterns?: readonly string[];
  readonly connections: readonly RouterConnection[];
}

/** One member of a group. */
export interface GroupMember {
  /** `provider/model`. */
  readonly target: string;
  /** Only this connection; absent = every connection of the provider. */
  readonly connection?: string;
}

/** Several targets under one name. */
export interface ModelGroup {
  readonly name: string;
  /** Name of the strategy that orders the members; absent = `priority`. */
  readonly strategy?: string;
  /** In the operator's order. */
  readonly members: readonly GroupMember[];
}

/** Everything routing decides by; immutable. Facts about targets are joined in beforehand. */
export interface RouterSnapshot {
  readonly providers: readonly RouterProvider[];
  readonly targets: readonly RouterTarget[];
  readonly groups?: readonly ModelGroup[];
  /** Name → name of an alias, target or group. */
  readonly aliases?: Readonly<Record<string, string>>;
}
