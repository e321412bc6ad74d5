import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSystemClock } from '@gateway/testkit/clock';
import { createSimulator, listenSimulator } from '@gateway/testkit/simulator';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeDataFolder, spawnServer } from '../support/spawn-server.ts';

let data: ReturnType<typeof makeDataFolder>;
beforeEach(() => {
  data = makeDataFolder();
});
afterEach(() => data.remove());

const readKey = () => readFileSync(join(data.path, 'first-api-key'), 'utf8').trim();

test('a stream that runs when the server is asked to stop is finished first', async () => {
  const server = await spawnServer({ dataFolder: data.path });
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${readKey()}` },
    body: JSON.stringify({
      model: 'demo/echo',
      stream: true,
      messages: [{ role: 'user', content: 'Hello there, '.repeat(20) }],
    }),
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader?.read())?.value ?? '';
  server.signal('SIGTERM');
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    text += next.value;
  }
  expect(text).toMatch(/"finish_reason":"stop"[^]*data: \[DONE\]\s*$/);
  expect(await server.exited).toBe(0);
});

test('asked twice to stop, the server cuts what runs and still accounts for it', async () => {
  const server = await spawnServer({ dataFolder: data.path });
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${readKey()}` },
    body: JSON.stringify({
      model: 'demo/echo',
      stream: true,
      messages: [{ role: 'user', content: 'Hello there, '.repeat(400) }],
    }),
  });
  const reader = response.body?.getReader();
  await reader?.read();
  server.signal('SIGTERM');
  // Two signals at once count as one.
  await vi.waitUntil(() => server.output().includes('finishing running answers'), 30_000);
  server.signal('SIGTERM');
  await reader?.cancel();
  expect(await server.exited).toBe(130);
  expect(server.output()).toMatch(/"operation":"generate"/);
});

test('a master key from outside is enough for an empty folder', async () => {
  const env = { GATEWAY_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') };
  const server = await spawnServer({ dataFolder: data.path, env });
  server.signal('SIGTERM');
  expect(await server.exited).toBe(0);
});

test('a vendor key in the environment replaces the demo by the vendor', async () => {
  const clock = createSystemClock();
  const upstream = await listenSimulator(createSimulator({ clock, apiKey: 'vendor-key' }));
  const env = { OPENAI_API_KEY: 'vendor-key', OPENAI_BASE_URL: `${upstream.url}/v1` };
  const server = await spawnServer({ dataFolder: data.path, env });
  const ask = (model: string) =>
    fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${readKey()}` },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] }),
    });
  expect(server.output()).not.toContain('SIMULATOR');
  expect((await ask('openai/gpt-4o')).status).toBe(200);
  expect((await ask('demo/echo')).status).toBe(404);
  expect(upstream.requests.at(-1)?.headers['authorization']).toBe('Bearer vendor-key');
  expect(server.output()).not.toContain('vendor-key');
  server.signal('SIGTERM');
  expect(await server.exited).toBe(0);
  await upstream.close();
});
