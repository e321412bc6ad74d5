import type { ApiKeyRecord, Random, Vault } from '@gateway/spec';
import { drawCharacters, idLength, keyStart, secretLength, toChecksum } from './api-key-format.ts';

/** What an API key is made of. */
export interface NewApiKey {
  readonly random: Pick<Random, 'bytes'>;
  /** Hashes the key. */
  readonly vault: Pick<Vault, 'hashApiKey'>;
  /** Name a person gives it. */
  readonly name: string;
  /** When it is made, epoch milliseconds. */
  readonly nowMs: number;
  /** From when on it is refused, epoch milliseconds; absent = never. */
  readonly expiresAtMs?: number;
  /** See `Principal.allowedModels`. */
  readonly allowedModels?: readonly string[];
}

/**
 * Makes an API key: `sk_gw_<id>_<secret><checksum>`, with a public id of 12 characters, a secret of
 * at least 192 random bits, and a checksum that `isWellFormedApiKey` verifies.
 *
 * @returns the key, which is shown once and kept nowhere, and the record to store
 * @throws never
 * @example
 * const { key, record } = createApiKey({ random, vault, name: 'laptop', nowMs: clock.nowMs() });
 * await storage.apiKeys.insert(record);
 */
export function createApiKey(options: NewApiKey): {
  readonly key: string;
  readonly record: ApiKeyRecord;
} {
  const { random, vault, name, nowMs, expiresAtMs, allowedModels } = options;
  const id = drawCharacters(idLength, random.bytes);
  const prefix = `${keyStart}${id}`;
  const body = `${prefix}_${drawCharacters(secretLength, random.bytes)}`;
  const key = body + toChecksum(body);
  const record: ApiKeyRecord = {
    id,
    name,
    prefix,
    hash: vault.hashApiKey(key),
    createdAtMs: nowMs,
    ...(expiresAtMs !== undefined && { expiresAtMs }),
    ...(allowedModels && { allowedModels }),
  };
  return { key, record };
}
