import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDataFolder, runToEnd, spawnServer } from '../support/spawn-server.ts';

let data: ReturnType<typeof makeDataFolder>;
beforeEach(() => {
  data = makeDataFolder();
});
afterEach(() => data.remove());

test('a configuration with an error ends the start with its place', async () => {
  const file = join(data.path, '..', 'bad.yaml');
  writeFileSync(file, 'providers:\n  main:\n    vendor: opnai\n    apiKye: x\n');
  const ended = await runToEnd({ dataFolder: data.path, args: ['--config', file] });
  expect(ended.code).toBe(1);
  expect(ended.output).toContain(`${file}:4:5: providers.main.apiKye`);
  expect(ended.output).toContain('Did you mean "apiKey"?');
});

test('a vendor that does not exist is placed in the file as well', async () => {
  const file = join(data.path, '..', 'bad.yaml');
  writeFileSync(file, 'providers:\n  main:\n    vendor: opnai\n');
  const ended = await runToEnd({ dataFolder: data.path, args: ['--config', file] });
  expect(ended.code).toBe(1);
  expect(ended.output).toContain(`${file}:3:5: providers.main.vendor`);
  expect(ended.output).toContain('Did you mean "openai"?');
});

test('a public address is refused before anything listens', async () => {
  const ended = await runToEnd({
    dataFolder: data.path,
    args: ['--host', '0.0.0.0', '--port', '0'],
  });
  expect(ended.code).toBe(1);
  expect(ended.output).toMatch(/Refusing to listen on 0\.0\.0\.0.*GATEWAY_MASTER_KEY/);
});

test('a taken port is named with the remedy', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const ended = await runToEnd({ dataFolder: data.path, args: ['--port', String(port)] });
  other.close();
  expect(ended.code).toBe(1);
  expect(ended.output).toMatch(new RegExp(`Port ${port} .* is taken.*--port`));
});

test('a second server on the same data folder is refused by name', async () => {
  const first = await spawnServer({ dataFolder: data.path });
  const ended = await runToEnd({ dataFolder: data.path, args: ['--port', '0'] });
  first.signal('SIGTERM');
  await first.exited;
  expect(ended.code).toBe(1);
  expect(ended.output).toContain('gateway.db');
});

test('another master key than the one of the database is refused', async () => {
  const first = await spawnServer({ dataFolder: data.path });
  first.signal('SIGTERM');
  await first.exited;
  const env = { GATEWAY_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') };
  const ended = await runToEnd({ dataFolder: data.path, args: ['--port', '0'], env });
  expect(ended.code).toBe(1);
  expect(ended.output).toMatch(/master key is not the one/);
});

test('an unknown option is refused by name', async () => {
  mkdirSync(data.path, { recursive: true });
  const ended = await runToEnd({ dataFolder: data.path, args: ['--prot', '1'] });
  expect(ended.code).toBe(1);
  expect(ended.output).toContain('--prot');
});
