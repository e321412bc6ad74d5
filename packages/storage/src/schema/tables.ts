import type { Generated } from 'kysely';

/** A row of `api_keys`. */
export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly hash: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
  /** JSON list of patterns; `null` = all models. */
  readonly allowedModels: string | null;
}

/** A row of `settings`. */
export interface SettingRow {
  readonly name: string;
  /** JSON text. */
  readonly value: string;
}

/** A row of `usage_records`. */
export interface UsageRow {
  /** Order of arrival in the store. */
  readonly seq: Generated<number>;
  readonly requestId: string;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly firstContentMs: number | null;
  readonly keyId: string;
  readonly operation: string;
  readonly dialect: string;
  readonly requestedModel: string;
  readonly target: string | null;
  /** 0 or 1. */
  readonly stream: number;
  readonly tier: string | null;
  readonly status: number;
  readonly errorCode: string | null;
  readonly upstreamStatus: number | null;
  readonly attempts: number;
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly usageCertainty: string;
}

/** Tables and columns in the names TypeScript uses; SQL has them in snake case. */
export interface Tables {
  readonly apiKeys: ApiKeyRow;
  readonly settings: SettingRow;
  readonly usageRecords: UsageRow;
}
