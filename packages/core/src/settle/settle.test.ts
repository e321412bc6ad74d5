import { expect, it } from 'vitest';
import { createHarness } from '../../test/harness.ts';
import { createMemoryUsageStore } from '../stores/memory-usage-store.ts';
import { RequestLog } from './request-log.ts';
import { settle } from './settle.ts';
import { createUsageWriter } from './usage-writer.ts';

it('writes a row also where the usage cannot be completed', async () => {
  const warnings: string[] = [];
  const observer = { onWarning: (code: string) => void warnings.push(code) };
  const store = createMemoryUsageStore();
  const log = new RequestLog();
  log.completeUsage = () => Promise.reject(new Error('the estimator cannot be loaded'));
  const { clock } = createHarness();
  // Settling looks at no more of a call and of the parts than this.
  const call = {
    id: 'req_1',
    startedAtMs: clock.nowMs(),
    dialect: 'openai-chat',
    principal: { keyId: 'k', name: 'k' },
    cancellation: {},
    egress: { status: 200 },
    log,
  } as unknown as Parameters<typeof settle>[0];
  const parts = {
    clock,
    observer,
    usage: createUsageWriter(store, observer),
  } as unknown as Parameters<typeof settle>[2];
  await settle(call, 'generate', parts);
  await parts.usage.flush();
  expect(warnings).toEqual(['usage_not_estimated']);
  expect(await store.list({ limit: 9 })).toMatchObject([{ requestId: 'req_1', status: 200 }]);
});
