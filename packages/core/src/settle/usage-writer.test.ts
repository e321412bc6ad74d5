import type { UsageRecord } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { createUsageWriter } from './usage-writer.ts';

const row = (requestId: string): UsageRecord => ({
  requestId,
  startedAtMs: 0,
  durationMs: 0,
  keyId: 'k',
  operation: 'generate',
  dialect: 'openai-chat',
  requestedModel: 'm',
  stream: false,
  status: 200,
  attempts: 1,
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  usageCertainty: 'none',
});

function setUp(failures: number, refuses: (requestId: string) => boolean = () => false) {
  const batches: string[][] = [];
  const warnings: string[] = [];
  const store = {
    append: async (records: readonly UsageRecord[]) => {
      await Promise.resolve();
      if (failures-- > 0) throw new Error('disk full at /secret/path');
      if (records.some(({ requestId }) => refuses(requestId))) throw new Error('not a number');
      batches.push(records.map((record) => record.requestId));
    },
    list: async () => [],
  };
  const observer = { onWarning: (code: string, detail: string) => warnings.push(code + detail) };
  return { writer: createUsageWriter(store, observer), batches, warnings };
}

describe('writing usage rows', () => {
  it('writes the first at once and gathers what comes meanwhile', async () => {
    const { writer, batches } = setUp(0);
    for (const id of ['a', 'b', 'c']) writer.add(row(id));
    await writer.flush();
    expect(batches).toEqual([['a'], ['b', 'c']]);
  });

  it('tries again, each row once in the store', async () => {
    const { writer, batches, warnings } = setUp(2);
    writer.add(row('a'));
    await writer.flush();
    expect(batches).toEqual([['a']]);
    expect(warnings).toHaveLength(2);
    expect(warnings.join()).not.toContain('secret');
  });

  it('says so when a row is lost, and goes on', async () => {
    const { writer, batches, warnings } = setUp(3);
    writer.add(row('a'));
    await writer.flush();
    writer.add(row('b'));
    await writer.flush();
    expect(batches).toEqual([['b']]);
    expect(warnings.at(-1)).toContain('usage_row_lost');
  });

  it('loses the one row that the store cannot take, not those beside it', async () => {
    const { writer, batches, warnings } = setUp(0, (id) => id === 'bad');
    for (const id of ['first', 'a', 'bad', 'b']) writer.add(row(id));
    await writer.flush();
    expect(batches).toEqual([['first'], ['a'], ['b']]);
    expect(warnings.at(-1)).toBe('usage_row_lost1 rows could not be written.');
  });

  it('gives a batch up when row after row fails', async () => {
    const { writer, warnings } = setUp(0, (id) => id !== 'first');
    for (const id of ['first', ...Array.from({ length: 500 }, (_, at) => `${at}`)]) {
      writer.add(row(id));
    }
    await writer.flush();
    expect(warnings.length).toBeLessThan(20);
    expect(warnings.at(-1)).toContain('500 rows');
  });
});
