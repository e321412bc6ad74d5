import type { ProviderDefinition } from '@gateway/spec';
import type { ConfigIssue } from '../config/config-issue.ts';
import type { Secret } from './secret.ts';

/** A configuration ready for requests: complete, checked, frozen through and through. */
export interface Snapshot {
  /** By the name of our choice. */
  readonly providers: Readonly<Record<string, SnapshotProvider>>;
  /** Public models that the configuration declares, by name. */
  readonly models: Readonly<Record<string, SnapshotModel>>;
  /** Alias → name. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly keys: readonly SnapshotKey[];
  readonly auth: { readonly required: boolean };
  /** Bytes; see `LimitsConfig`. */
  readonly limits: SnapshotLimits;
  /** Milliseconds; see `TimeoutsConfig`. */
  readonly timeouts: SnapshotTimeouts;
  /** Milliseconds; see `StreamConfig`. */
  readonly stream: {
    readonly headHoldMs: number;
    readonly heartbeatMs: number;
    readonly stallMs: number;
  };
  /** See `TranslationConfig`. */
  readonly translation: { readonly strict: boolean };
  /** What a person should look at, although it works. */
  readonly warnings: readonly ConfigIssue[];
}

/** A key of the configuration; see `KeyConfig`. */
export interface SnapshotKey {
  readonly name: string;
  readonly key: Secret;
  readonly allowedModels?: readonly string[];
}

/** An account at a vendor, ready for use. */
export interface SnapshotProvider {
  readonly name: string;
  readonly definition: ProviderDefinition;
  /** Absent where none was given. */
  readonly apiKey?: Secret;
  /** Without trailing slash. */
  readonly baseUrl: string;
  /** Further headers of every request, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Origins that may resolve to private addresses. */
  readonly privateOrigins: readonly string[];
  /** Models that are offered; absent = whatever the vendor serves. */
  readonly models?: readonly string[];
  readonly timeouts: SnapshotTimeouts;
}

/** A public model. */
export interface SnapshotModel {
  readonly name: string;
  /** At least one, best first. */
  readonly targets: readonly SnapshotTarget[];
  readonly strategy: 'priority';
}

/** One model at one provider. */
export interface SnapshotTarget {
  /** `provider/model`. */
  readonly id: string;
  readonly provider: string;
  /** The model's id at the provider; may hold slashes. */
  readonly model: string;
}

/** See `LimitsConfig`. */
export interface SnapshotLimits {
  readonly maxBodyBytes: number;
  readonly maxResponseBytes: number;
  readonly maxPreambleBytes: number;
}

/** See `TimeoutsConfig`. */
export interface SnapshotTimeouts {
  readonly connectMs: number;
  readonly headersMs: number;
  readonly firstEventMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
  readonly deadlineMs: number;
}
