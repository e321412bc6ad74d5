import type { ApiKeyRecord } from '@gateway/spec';
import type { ApiKeyRow } from './tables.ts';

/** Turns a key record into its row. */
export const toApiKeyRow = (record: ApiKeyRecord): ApiKeyRow => ({
  id: record.id,
  name: record.name,
  prefix: record.prefix,
  hash: record.hash,
  createdAtMs: record.createdAtMs,
  expiresAtMs: record.expiresAtMs ?? null,
  revokedAtMs: record.revokedAtMs ?? null,
  allowedModels: record.allowedModels ? JSON.stringify(record.allowedModels) : null,
});

/** Turns a row into the key record it was made of. */
export const toApiKeyRecord = (row: ApiKeyRow): ApiKeyRecord => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  hash: row.hash,
  createdAtMs: row.createdAtMs,
  ...(row.expiresAtMs !== null && { expiresAtMs: row.expiresAtMs }),
  ...(row.revokedAtMs !== null && { revokedAtMs: row.revokedAtMs }),
  // Written by `toApiKeyRow` only, so the text is a list of strings.
  ...(row.allowedModels !== null && { allowedModels: JSON.parse(row.allowedModels) as string[] }),
});
