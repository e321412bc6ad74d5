import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from './load-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'gateway-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'gateway.yaml');
  writeFileSync(path, text);
  return path;
}

test('a whole file is read, with variables put in', () => {
  const path = file(`
providers:
  main:
    vendor: openai-compatible
    baseUrl: https://llm.example.org/v1
    apiKey: \${ENV:LLM_KEY}
models:
  fast: main/small
`);
  expect(loadConfig(path, { LLM_KEY: 'k' }).config).toEqual({
    providers: {
      main: {
        vendor: 'openai-compatible',
        baseUrl: 'https://llm.example.org/v1',
        apiKey: 'k',
      },
    },
    models: { fast: 'main/small' },
  });
});

test('a misspelt setting is placed and the right one proposed', () => {
  const path = file('providers:\n  main:\n    vendor: openai\n    apiKye: x\n');
  expect(() => loadConfig(path, {})).toThrow(
    `${path}:4:5: providers.main.apiKye: Unknown setting. Did you mean "apiKey"?`,
  );
});

test('a value of the wrong kind is placed', () => {
  const path = file('server:\n  port: many\n');
  expect(() => loadConfig(path, {})).toThrow(/:2:3: server\.port: /);
});

test('a file that is not there is named', () => {
  const path = join(folder, 'none.yaml');
  expect(() => loadConfig(path, {})).toThrow(`${path}: the file cannot be read (ENOENT)`);
});

test('a section of which every line is commented out is fine', () => {
  expect(loadConfig(file('models:\n  # fast: main/small\n'), {}).config).toEqual({ providers: {} });
});

test('a file without providers is fine', () => {
  expect(loadConfig(file('server: { port: 1 }\n'), {}).config.providers).toEqual({});
});

test('issues that are found later are placed too', () => {
  const path = file('providers:\n  main:\n    vendor: opnai\n');
  const issue = { path: ['providers', 'main', 'vendor'], message: 'No.', suggestion: 'openai' };
  expect(loadConfig(path, {}).explain([issue]).message).toBe(
    `${path}:3:5: providers.main.vendor: No. Did you mean "openai"?`,
  );
});
