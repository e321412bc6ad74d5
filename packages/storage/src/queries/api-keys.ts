import { type ApiKeyRecord, GatewayError } from '@gateway/spec';
import type { Kysely } from 'kysely';
import { toApiKeyRecord, toApiKeyRow } from '../schema/api-key-row.ts';
import type { Tables } from '../schema/tables.ts';

/** Adds a key. */
export async function insertApiKey(db: Kysely<Tables>, record: ApiKeyRecord): Promise<void> {
  const result = await db
    .insertInto('apiKeys')
    .values(toApiKeyRow(record))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (result.numInsertedOrUpdatedRows === 1n) return;
  throw new GatewayError({
    code: 'internal',
    message: `An API key with the id ${record.id} or the same secret is already there.`,
  });
}

/** Reads all keys, oldest first. */
export async function listApiKeys(db: Kysely<Tables>): Promise<ApiKeyRecord[]> {
  const rows = await db
    .selectFrom('apiKeys')
    .selectAll()
    .orderBy('createdAtMs')
    .orderBy('id')
    .execute();
  return rows.map(toApiKeyRecord);
}

/** Revokes a key that is not revoked yet. */
export async function revokeApiKey(
  db: Kysely<Tables>,
  { id, revokedAtMs }: { readonly id: string; readonly revokedAtMs: number },
): Promise<boolean> {
  const result = await db
    .updateTable('apiKeys')
    .set({ revokedAtMs })
    .where('id', '=', id)
    .where('revokedAtMs', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
