import { SqliteAdapter, SqliteDialect } from 'kysely';

/** SQLite rolls schema changes back like any other; Kysely's adapter does not count on it. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** SQLite with all migrations of an upgrade in one transaction: all of them happen or none. */
export class TransactionalDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}
