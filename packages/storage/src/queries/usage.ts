import type { UsageRecord } from '@gateway/spec';
import type { Kysely } from 'kysely';
import type { Tables } from '../schema/tables.ts';
import { toUsageRecord, toUsageRow } from '../schema/usage-row.ts';

/** Rows per statement: 20 columns each stay below the 32,766 variables SQLite takes. */
const rowsPerStatement = 1_000;

/**
 * Adds usage rows in one transaction. A row whose request is already there is left out, so that a
 * batch can be handed in again after a doubtful failure.
 */
export async function appendUsage(
  db: Kysely<Tables>,
  records: readonly UsageRecord[],
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (let at = 0; at < records.length; at += rowsPerStatement) {
      await transaction
        .insertInto('usageRecords')
        .values(records.slice(at, at + rowsPerStatement).map(toUsageRow))
        .onConflict((conflict) => conflict.column('requestId').doNothing())
        .execute();
    }
  });
}

/** A page of usage rows. */
export interface UsagePage {
  /** Most rows to return. */
  readonly limit: number;
  /** `requestId` of the last row of the page before. */
  readonly before?: string;
}

/** Builds the query of a page: newest arrival first, always bounded from above by the key. */
export const usagePageQuery = (db: Kysely<Tables>, { limit, before }: UsagePage) =>
  db
    .selectFrom('usageRecords')
    .selectAll()
    .where('seq', '<', (builder) =>
      before === undefined
        ? builder.val(Number.MAX_SAFE_INTEGER)
        : builder.selectFrom('usageRecords').select('seq').where('requestId', '=', before),
    )
    .orderBy('seq', 'desc')
    .limit(limit);

/** Reads a page of usage rows; a cursor that is not there gives an empty page. */
export async function listUsage(db: Kysely<Tables>, page: UsagePage): Promise<UsageRecord[]> {
  return (await usagePageQuery(db, page).execute()).map(toUsageRecord);
}
