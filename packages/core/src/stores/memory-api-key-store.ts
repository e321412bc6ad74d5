import { type ApiKeyRecord, type ApiKeyStore, GatewayError } from '@gateway/spec';

/**
 * Keeps API keys in memory; they are gone with the process.
 *
 * @param initial - records to begin with
 * @throws never
 */
export function createMemoryApiKeyStore(initial: readonly ApiKeyRecord[] = []): ApiKeyStore {
  const records = new Map(initial.map((record) => [record.id, record]));
  return {
    async insert(record) {
      if (records.has(record.id)) {
        throw new GatewayError({ code: 'internal', message: 'The id of the key is taken.' });
      }
      records.set(record.id, record);
    },
    list: async () => [...records.values()].sort((a, b) => a.createdAtMs - b.createdAtMs),
    async revoke(id, revokedAtMs) {
      const record = records.get(id);
      if (!record || record.revokedAtMs !== undefined) return false;
      records.set(id, { ...record, revokedAtMs });
      return true;
    },
  };
}
