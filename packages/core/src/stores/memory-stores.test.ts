import type { UsageRecord } from '@gateway/spec';
import {
  apiKeyStoreContract,
  settingsStoreContract,
  usageStoreContract,
} from '@gateway/testkit/contracts';
import { expect, it } from 'vitest';
import { createMemoryApiKeyStore } from './memory-api-key-store.ts';
import { createMemorySettingsStore } from './memory-settings-store.ts';
import { createMemoryUsageStore } from './memory-usage-store.ts';

apiKeyStoreContract('memory', async () => ({ subject: createMemoryApiKeyStore() }));
settingsStoreContract('memory', async () => ({ subject: createMemorySettingsStore() }));
usageStoreContract('memory', async () => ({ subject: createMemoryUsageStore() }));

it('keeps the newest usage rows and lets the oldest go', async () => {
  const store = createMemoryUsageStore({ maxRows: 3 });
  // Only the id matters here.
  const rows = [0, 1, 2, 3, 4].map((at) => ({ requestId: `req-${at}` }) as UsageRecord);
  await store.append(rows.slice(0, 2));
  await store.append(rows.slice(2));
  const kept = await store.list({ limit: 10 });
  expect(kept.map(({ requestId }) => requestId)).toEqual(['req-4', 'req-3', 'req-2']);
  expect(await store.list({ limit: 10, before: 'req-1' })).toEqual([]);
});

it('takes more rows at once than a call takes arguments', async () => {
  const store = createMemoryUsageStore();
  const rows = Array.from({ length: 300_000 }, (_, at) => ({ requestId: `req-${at}` }));
  await store.append(rows as UsageRecord[]);
  expect(await store.list({ limit: 20_000 })).toHaveLength(10_000);
});
