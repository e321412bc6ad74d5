import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeDataFolder, type SpawnedServer, spawnServer } from '../support/spawn-server.ts';

const data = makeDataFolder();
afterAll(data.remove);

const printedCommand = (server: SpawnedServer) =>
  /^ {2}curl[^]*?'$/m.exec(server.output())?.[0] ?? '';

const runInShell = (command: string, env: Readonly<Record<string, string>> = {}) =>
  execFileSync('sh', ['-c', command], {
    cwd: join(data.path, '..'),
    env: { PATH: process.env['PATH'], ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

async function stop(server: SpawnedServer): Promise<void> {
  server.signal('SIGTERM');
  expect(await server.exited).toBe(0);
}

test('the first start makes secrets only the owner can read, and prints a curl line that works', async () => {
  const server = await spawnServer({ dataFolder: data.path });
  expect(server.output()).toContain('SIMULATOR');
  const answer = JSON.parse(runInShell(printedCommand(server)));
  expect(answer.choices[0].message.content).toMatch(/simulated/i);
  expect(answer.usage.total_tokens).toBeGreaterThan(0);
  for (const name of ['master.key', 'first-api-key', 'gateway.db']) {
    expect(statSync(join(data.path, name)).mode & 0o077).toBe(0);
  }
  const key = readFileSync(join(data.path, 'first-api-key'), 'utf8').trim();
  expect(server.output()).not.toContain(key);
  await stop(server);
});

test('the second start makes no new key, and the first one still opens', async () => {
  const key = readFileSync(join(data.path, 'first-api-key'), 'utf8').trim();
  const server = await spawnServer({ dataFolder: data.path });
  expect(server.output()).not.toContain(key);
  expect(JSON.parse(runInShell(printedCommand(server))).object).toBe('chat.completion');
  await stop(server);
  expect(readFileSync(join(data.path, 'first-api-key'), 'utf8').trim()).toBe(key);
});

test('once the file of the first key is gone, the printed line takes it from the environment', async () => {
  const path = join(data.path, 'first-api-key');
  const key = readFileSync(path, 'utf8').trim();
  rmSync(path);
  const server = await spawnServer({ dataFolder: data.path });
  const answer = JSON.parse(runInShell(printedCommand(server), { GATEWAY_API_KEY: key }));
  expect(answer.object).toBe('chat.completion');
  await stop(server);
  writeFileSync(path, key, { mode: 0o600 });
});

test('the demo serves both dialects, streamed, and lists its models', async () => {
  const key = readFileSync(join(data.path, 'first-api-key'), 'utf8').trim();
  const server = await spawnServer({ dataFolder: data.path });
  const call = async (path: string, body: object) => {
    const response = await fetch(server.url + path, {
      method: 'POST',
      headers: { 'x-api-key': key },
      body: JSON.stringify({ model: 'demo/echo', stream: true, ...body }),
    });
    return response.text();
  };
  const messages = [{ role: 'user', content: 'Hello' }];
  expect(await call('/v1/chat/completions', { messages })).toMatch(/data: \[DONE\]\s*$/);
  expect(await call('/v1/messages', { messages, max_tokens: 99 })).toMatch(
    /event: message_stop\ndata: .*\s*$/,
  );
  const models = await fetch(`${server.url}/v1/models`, { headers: { 'x-api-key': key } });
  const { data: list } = (await models.json()) as { data: { id: string }[] };
  expect(list.map(({ id }) => id)).toContain('demo/echo');
  await stop(server);
});
