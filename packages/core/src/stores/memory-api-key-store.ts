import { type ApiKeyRecord, type ApiKeyStore, GatewayError } from '@gateway/spec';

/**
 * Keeps API keys in memory; they are gone with the process.
 *
 * @param initial - records to begin with
 * @throws never
 */
export function createMemoryApiKeyStore(initial: readonly ApiKeyRecord[] = []): ApiKeyStore {
  const records = new Map(initial.map((record) => [record.id, record]));
  const isTaken = ({ id, hash }: ApiKeyRecord) =>
    records.has(id) || [...records.values()].some((known) => known.hash === hash);
  return {
    async insert(record) {
      if (isTaken(record)) {
        throw new GatewayError({
          code: 'internal',
          message: `An API key with the id ${record.id} or the same secret is already there.`,
        });
      }
      records.set(record.id, record);
    },
    list: async () => [...records.values()].sort(byAge),
    async revoke(id, revokedAtMs) {
      const record = records.get(id);
      if (!record || record.revokedAtMs !== undefined) return false;
      records.set(id, { ...record, revokedAtMs });
      return true;
    },
  };
}

function byAge(one: ApiKeyRecord, other: ApiKeyRecord): number {
  return one.createdAtMs - other.createdAtMs || (one.id < other.id ? -1 : 1);
}
