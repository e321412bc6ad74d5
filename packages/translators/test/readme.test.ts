import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';

const folder = mkdtempSync(join(import.meta.dirname, 'readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('README', () => {
  it('holds an example that runs and prints what it says', async () => {
    const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
    const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const file = join(folder, 'example.ts');
    writeFileSync(file, code);
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    await import(file);
    const printed = log.mock.calls.map((values) => values.join(' '));
    log.mockRestore();
    const promised = [...code.matchAll(/\/\/ prints (.*)/g)].map((match) => match[1]);
    expect(promised.length).toBeGreaterThan(0);
    expect(printed).toEqual(promised);
  });
});
