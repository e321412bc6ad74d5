import type { ApiKeyRecord, ApiKeyStore, Clock, Random } from '@gateway/spec';
import type { Secret } from '../snapshot/secret.ts';
import type { KeyHasher } from './hash-key.ts';
import { createKeyChanges } from './key-changes.ts';
import { createKeyIndex, type KeyLookup } from './key-index.ts';
import { createKeyText, isMistypedKey } from './key-text.ts';

/** What a new key may do and how it is called. */
export interface NewApiKey {
  /** Name for people. */
  readonly name: string;
  /** Model names or patterns with `*`; absent = all. */
  readonly allowedModels?: readonly string[];
  /** From when on the key is refused, epoch milliseconds; absent = never. */
  readonly expiresAtMs?: number;
}

/** A key that the configuration gives. */
export interface StaticApiKey extends NewApiKey {
  /** The key itself. */
  readonly key: Secret;
}

/** The keys of a gateway: kept in a store, looked up in memory. */
export interface ApiKeys {
  /**
   * Makes a key and stores its hash.
   *
   * @returns the key itself, which nobody can show again, and its record
   * @throws what the store throws
   */
  create(input: NewApiKey): Promise<{ readonly key: string; readonly record: ApiKeyRecord }>;
  /** All records, those of the configuration included, oldest first. */
  list(): Promise<readonly ApiKeyRecord[]>;
  /**
   * Revokes a key of the store; from this call on it is refused, even before the store has
   * written it down.
   *
   * @returns whether there was such a key that was not revoked before
   */
  revoke(id: string): Promise<boolean>;
  /** Reads the store again, for changes that another process made. */
  refresh(): Promise<void>;
}

/** {@link ApiKeys} with what only the request path needs. */
export interface ApiKeyDesk extends ApiKeys {
  /** Loads the store once; a failed load is tried again by the next caller. */
  ready(): Promise<void>;
  /** Whether {@link ready} has been fulfilled, to spare the hot path a wait. */
  readonly isReady: boolean;
  look(key: string): KeyLookup;
  /** Takes the keys of a configuration in place of those of the one before. */
  useStatic(keys: readonly StaticApiKey[]): void;
}

/** Parts of an {@link ApiKeyDesk}. */
export interface ApiKeyDeskParts {
  readonly store: ApiKeyStore;
  readonly hash: KeyHasher;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Makes the desk where keys are made, looked up and revoked.
 *
 * @throws never
 */
export function createApiKeys({ store, hash, clock, random }: ApiKeyDeskParts): ApiKeyDesk {
  const index = createKeyIndex();
  let staticRecords: readonly ApiKeyRecord[] = [];
  let loading: Promise<void> | undefined;
  let isReady = false;
  const changes = createKeyChanges(index);
  const read = async () => {
    const begun = changes.mark();
    const stored = await store.list();
    index.replace([...stored, ...staticRecords]);
    changes.repeat(begun, stored);
    isReady = true;
  };
  // One after another: an older list must not replace a newer one.
  let last: Promise<void> = Promise.resolve();
  const refresh = () => {
    last = last.then(read, read);
    return last;
  };
  return {
    get isReady() {
      return isReady;
    },
    refresh,
    ready() {
      loading ??= refresh().catch((cause: unknown) => {
        loading = undefined;
        throw cause;
      });
      return loading;
    },
    async create(input) {
      const { key, id } = createKeyText(random);
      const record = toRecord(input, { key, id, prefix: key.slice(0, prefixLength), hash, clock });
      await store.insert(record);
      changes.put(record);
      return { key, record };
    },
    list: async () => [...staticRecords, ...(await store.list())],
    revoke(id) {
      const nowMs = clock.nowMs();
      changes.revoke(id, nowMs);
      return store.revoke(id, nowMs);
    },
    look: (key) =>
      isMistypedKey(key) ? { kind: 'mistyped' } : index.look(hash(key), clock.nowMs()),
    useStatic(keys) {
      for (const { id } of staticRecords) index.revoke(id, clock.nowMs());
      staticRecords = keys.map(({ key, ...entry }, at) => {
        const text = key.reveal();
        const prefix = text.slice(0, Math.min(prefixLength, text.length >> 2));
        return toRecord(entry, { key: text, id: `config-${at}`, prefix, hash, clock });
      });
      for (const record of staticRecords) index.put(record);
    },
  };
}

// The mark and the public id.
const prefixLength = 18;

function toRecord(
  { name, allowedModels, expiresAtMs }: NewApiKey,
  made: { key: string; id: string; prefix: string; hash: KeyHasher; clock: Clock },
): ApiKeyRecord {
  return Object.freeze({
    id: made.id,
    name,
    prefix: made.prefix,
    hash: made.hash(made.key),
    createdAtMs: made.clock.nowMs(),
    ...(allowedModels && { allowedModels }),
    ...(expiresAtMs !== undefined && { expiresAtMs }),
  });
}
