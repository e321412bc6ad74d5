import type { UsageRecord } from '@gateway/spec';
import type { Insertable, Selectable } from 'kysely';
import type { UsageRow } from './tables.ts';

/** Turns a usage record into its row, without the order of arrival. */
export const toUsageRow = (record: UsageRecord): Insertable<UsageRow> => ({
  requestId: record.requestId,
  startedAtMs: record.startedAtMs,
  durationMs: record.durationMs,
  firstContentMs: record.firstContentMs ?? null,
  keyId: record.keyId,
  operation: record.operation,
  dialect: record.dialect,
  requestedModel: record.requestedModel,
  target: record.target ?? null,
  stream: record.stream ? 1 : 0,
  tier: record.tier ?? null,
  status: record.status,
  errorCode: record.errorCode ?? null,
  upstreamStatus: record.upstreamStatus ?? null,
  attempts: record.attempts,
  inputTokens: record.inputTokens,
  cacheReadTokens: record.cacheReadTokens,
  cacheWriteTokens: record.cacheWriteTokens,
  outputTokens: record.outputTokens,
  reasoningTokens: record.reasoningTokens,
  usageCertainty: record.usageCertainty,
});

/** Turns a row into the usage record it was made of. */
export const toUsageRecord = (row: Selectable<UsageRow>): UsageRecord => {
  const { seq: _, firstContentMs, target, tier, errorCode, upstreamStatus, stream, ...same } = row;
  const record = {
    ...same,
    stream: stream === 1,
    ...(firstContentMs !== null && { firstContentMs }),
    ...(target !== null && { target }),
    ...(tier !== null && { tier }),
    ...(errorCode !== null && { errorCode }),
    ...(upstreamStatus !== null && { upstreamStatus }),
  };
  // Rows are written from records only, so texts of closed sets are members of those sets.
  return record as UsageRecord;
};
