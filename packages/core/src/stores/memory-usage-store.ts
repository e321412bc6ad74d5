import type { UsageRecord, UsageStore } from '@gateway/spec';

/**
 * Keeps the newest usage rows in memory; they are gone with the process.
 *
 * @param options - `maxRows`: rows to keep before the oldest go (10 000)
 * @throws never
 */
export function createMemoryUsageStore(options: { readonly maxRows?: number } = {}): UsageStore {
  const { maxRows = 10_000 } = options;
  const rows: UsageRecord[] = [];
  return {
    async append(records) {
      rows.push(...records);
      if (rows.length > maxRows) rows.splice(0, rows.length - maxRows);
    },
    async list({ limit, before }) {
      const at = before === undefined ? -1 : rows.findIndex((row) => row.requestId === before);
      const end = at < 0 ? rows.length : at;
      return rows.slice(Math.max(0, end - limit), end).reverse();
    },
  };
}
