import type { Kysely } from 'kysely';
import type { SettingRow, Tables } from '../schema/tables.ts';

/** Reads a setting as JSON text. */
export async function getSetting(db: Kysely<Tables>, name: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.value;
}

/** Writes a setting, whether or not it was there. */
export async function setSetting(db: Kysely<Tables>, row: SettingRow): Promise<void> {
  await db
    .insertInto('settings')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: row.value }))
    .execute();
}

/** Forgets a setting. */
export async function deleteSetting(db: Kysely<Tables>, name: string): Promise<void> {
  await db.deleteFrom('settings').where('name', '=', name).execute();
}
