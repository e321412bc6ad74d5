import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';

const folder = mkdtempSync(join(import.meta.dirname, 'readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

describe('README', () => {
  it('holds examples of both entries', () => {
    expect(examples.map((code) => code.includes('@gateway/translators/count'))).toEqual([
      false,
      true,
    ]);
  });

  it.each(examples.map((code, index) => ({ code, index })))(
    'holds an example $index that runs and prints what it says',
    async ({ code, index }) => {
      const file = join(folder, `example-${index}.ts`);
      writeFileSync(file, code);
      const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
      await import(file);
      const printed = log.mock.calls.map((values) => values.join(' '));
      log.mockRestore();
      const promised = [...code.matchAll(/\/\/ prints (.*)/g)].map((match) => match[1]);
      expect(promised.length).toBeGreaterThan(0);
      expect(printed).toEqual(promised);
    },
  );
});
