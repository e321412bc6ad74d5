import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSink } from './open-sink.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-sink-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const line = (at: number) => `${at} ${'x'.repeat(1_000)}\n`;

describe('a file as destination', () => {
  it('holds every line in order, those of an earlier run before them', async () => {
    const path = join(folder, 'logs', 'gateway.log');
    for (const start of [0, 3_000]) {
      const sink = openSink(path, () => {});
      for (let at = start; at < start + 3_000; at += 1) sink.write(line(at));
      await sink.flush();
    }
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    expect(lines.map((text) => Number.parseInt(text, 10))).toEqual(
      Array.from({ length: 6_000 }, (_, at) => at),
    );
  });

  it('that nobody reads loses lines instead of filling the memory, and says so once', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    // A reader that reads only when told to; without one a pipe cannot be opened.
    const reader = spawn('sh', ['-c', 'exec 3<"$0"; read go; exec cat <&3', pipe], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const failures: string[] = [];
    const sink = openSink(pipe, ({ message }) => failures.push(message));
    for (let at = 0; at < 20_000; at += 1) sink.write(line(at));
    expect(failures).toEqual(['The log takes lines too slowly; some are lost.']);
    let size = 0;
    reader.stdout.on('data', (bytes: Buffer) => {
      size += bytes.length;
    });
    reader.stdin.end('go\n');
    await sink.flush();
    reader.kill();
    await once(reader, 'close');
    expect(size).toBeGreaterThan(1_000_000);
    expect(size).toBeLessThan(10_000_000);
  });

  it('that is full lets the process end', () => {
    const program = `
      import { openSink } from ${JSON.stringify(new URL('./open-sink.ts', import.meta.url).href)};
      const sink = openSink('/dev/full', ({ message }) => console.log(message));
      for (let at = 0; at < 100; at += 1) sink.write('line\\n');
      await sink.flush();
      sink.write('after');
      await sink.flush();
    `;
    const printed = execFileSync(process.execPath, ['--input-type=module-typescript', '-'], {
      input: program,
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(printed).toBe('ENOSPC: no space left on device, write\n');
  });
});
