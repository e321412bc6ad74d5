import { createSqliteStorage } from '../src/index.ts';

/*
 * Run as a process of its own: appends usage rows as fast as it can and prints the number of each
 * once the store has taken it, until somebody kills it.
 */
const [path = '', firstText = '0'] = process.argv.slice(2);
const storage = await createSqliteStorage({ path });

const append = async (at: number): Promise<void> => {
  const requestId = `req-${at}`;
  await storage.usage.append([
    {
      requestId,
      startedAtMs: at,
      durationMs: 1,
      keyId: 'key',
      operation: 'generate',
      dialect: 'openai-chat',
      requestedModel: 'demo/echo',
      stream: false,
      status: 200,
      attempts: 1,
      inputTokens: 1,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 1,
      reasoningTokens: 0,
      usageCertainty: 'final',
    },
  ]);
  process.stdout.write(`${requestId}\n`);
};

for (let at = Number(firstText); ; at += 4) {
  await Promise.all([append(at), append(at + 1), append(at + 2), append(at + 3)]);
}
