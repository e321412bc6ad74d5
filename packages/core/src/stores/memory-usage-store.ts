import type { UsageRecord, UsageStore } from '@gateway/spec';

/**
 * Keeps the newest usage rows in memory; they are gone with the process.
 *
 * @param options - `maxRows`: rows to keep before the oldest go (10 000)
 * @throws never
 */
export function createMemoryUsageStore(options: { readonly maxRows?: number } = {}): UsageStore {
  const { maxRows = 10_000 } = options;
  // A map keeps the order of arrival.
  const rows = new Map<string, UsageRecord>();
  const add = (record: UsageRecord) => {
    if (!rows.has(record.requestId)) rows.set(record.requestId, record);
  };
  const dropOldest = () => {
    for (const id of rows.keys()) {
      if (rows.size <= maxRows) return;
      rows.delete(id);
    }
  };
  return {
    async append(records) {
      records.forEach(add);
      dropOldest();
    },
    async list({ limit, before }) {
      const newestFirst = [...rows.values()].reverse();
      const start = before === undefined ? 0 : indexAfter(newestFirst, before);
      return newestFirst.slice(start, start + limit);
    },
  };
}

function indexAfter(rows: readonly UsageRecord[], requestId: string): number {
  const at = rows.findIndex((row) => row.requestId === requestId);
  return at < 0 ? rows.length : at + 1;
}
