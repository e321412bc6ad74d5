import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createSqliteStorage } from '../src/index.ts';
import { inFolder, startAppender } from './support.ts';

const rounds = 5;

it(
  'keeps every row it acknowledged, however often its process is killed',
  { timeout: 60_000 },
  () =>
    inFolder(async (folder) => {
      const path = join(folder, 'gateway.db');
      const expected: string[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const appender = startAppender(path, round * 1_000_000);
        await appender.whenAcknowledged(40 + round * 37);
        await appender.kill();
        expected.push(...appender.acknowledged);
      }
      const storage = await createSqliteStorage({ path, integrityCheck: 'full' });
      const kept = await storage.usage.list({ limit: 1_000_000 });
      await storage.close();
      const ids = new Set(kept.map(({ requestId }) => requestId));
      expect(expected.filter((id) => !ids.has(id))).toEqual([]);
      expect(ids.size).toBe(kept.length);
      expect(expected.length).toBeGreaterThan(500);
    }),
);
