import type { ApiKeyRecord } from '@gateway/spec';
import type { KeyIndex } from './key-index.ts';

/** Changes that this process made, so that a list read before them cannot undo them. */
export interface KeyChanges {
  /** Notes and applies a new key; call it when the store has it. */
  put(record: ApiKeyRecord): void;
  /** Notes and applies a revocation; call it before the store is told. */
  revoke(id: string, revokedAtMs: number): void;
  /** @returns the instant at which a list is asked for */
  mark(): number;
  /**
   * Applies again what a list cannot hold yet, and forgets what it holds.
   *
   * @param begun - from `mark`, before the list was asked for
   * @param stored - the list, already in the index
   */
  repeat(begun: number, stored: readonly ApiKeyRecord[]): void;
}

/**
 * Makes an empty record of changes.
 *
 * @throws never
 */
export function createKeyChanges(index: KeyIndex): KeyChanges {
  let count = 0;
  const made = new Map<ApiKeyRecord, number>();
  // Kept until a list says so too: a store that failed to write it down must not bring a key back.
  const revoked = new Map<string, number>();
  return {
    put(record) {
      count += 1;
      made.set(record, count);
      index.put(record);
    },
    revoke(id, revokedAtMs) {
      revoked.set(id, revokedAtMs);
      index.revoke(id, revokedAtMs);
    },
    mark: () => count,
    repeat(begun, stored) {
      const byId = new Map(stored.map((record) => [record.id, record]));
      for (const [record, at] of made) {
        if (at <= begun) made.delete(record);
        else if (!byId.has(record.id)) index.put(record);
      }
      for (const [id, revokedAtMs] of revoked) {
        const isWritten = byId.get(id)?.revokedAtMs !== undefined;
        if (isWritten || !index.revoke(id, revokedAtMs)) revoked.delete(id);
      }
    },
  };
}
