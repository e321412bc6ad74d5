import type { ApiKeyRecord } from '@gateway/spec';

/** What is known about a presented key. */
export type KeyLookup =
  | { readonly kind: 'valid'; readonly record: ApiKeyRecord }
  | { readonly kind: 'expired' | 'revoked'; readonly record: ApiKeyRecord }
  /** `mistyped` = it bears the mark of our keys but cannot be one. */
  | { readonly kind: 'unknown' | 'mistyped' };

/**
 * Keys in memory, by hash. A lookup by keyed hash takes the same time whatever part of a guess is
 * right, so nothing is compared byte by byte.
 */
export interface KeyIndex {
  /** Adds or replaces one record. */
  put(record: ApiKeyRecord): void;
  /** Takes the full list of a store: what it lacks is removed. */
  replace(records: readonly ApiKeyRecord[]): void;
  /**
   * Marks a key as revoked at once.
   *
   * @returns whether there is a key of this id
   */
  revoke(id: string, revokedAtMs: number): boolean;
  look(hash: string, nowMs: number): KeyLookup;
}

/**
 * Makes an empty index.
 *
 * @throws never
 */
export function createKeyIndex(): KeyIndex {
  const byHash = new Map<string, ApiKeyRecord>();
  const hashById = new Map<string, string>();
  const put = (record: ApiKeyRecord) => {
    const known = hashById.get(record.id);
    // The hash may meanwhile be another record's, where keys moved within a configuration.
    if (known !== undefined && byHash.get(known)?.id === record.id) byHash.delete(known);
    hashById.set(record.id, record.hash);
    byHash.set(record.hash, record);
  };
  return {
    put,
    replace(records) {
      byHash.clear();
      hashById.clear();
      for (const record of records) put(record);
    },
    revoke(id, revokedAtMs) {
      const record = byHash.get(hashById.get(id) ?? '');
      if (record && record.revokedAtMs === undefined) put({ ...record, revokedAtMs });
      return record !== undefined;
    },
    look(hash, nowMs) {
      const record = byHash.get(hash);
      if (!record) return { kind: 'unknown' };
      if (record.revokedAtMs !== undefined) return { kind: 'revoked', record };
      if (record.expiresAtMs !== undefined && record.expiresAtMs <= nowMs) {
        return { kind: 'expired', record };
      }
      return { kind: 'valid', record };
    },
  };
}
