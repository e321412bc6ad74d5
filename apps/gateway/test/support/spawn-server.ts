import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** A server in a process of its own. */
export interface SpawnedServer {
  /** Address it printed. */
  readonly url: string;
  /** Everything it has written to both outputs so far. */
  output(): string;
  signal(name: NodeJS.Signals): void;
  /** Resolves with the exit code. */
  readonly exited: Promise<number | null>;
}

/** How to start it. */
export interface SpawnOptions {
  readonly dataFolder: string;
  readonly args?: readonly string[];
  /** Added to an environment that holds no vendor keys. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a process that ended by itself left behind. */
export interface EndedProcess {
  readonly code: number | null;
  readonly output: string;
}

/** Makes an empty data folder that is removed by the returned function. */
export function makeDataFolder(): { readonly path: string; remove(): void } {
  const path = join(mkdtempSync(join(tmpdir(), 'gateway-server-')), 'data');
  return { path, remove: () => rmSync(join(path, '..'), { recursive: true, force: true }) };
}

/** Starts a server on a free port and waits for its address. */
export async function spawnServer(options: SpawnOptions): Promise<SpawnedServer> {
  const { child, output, exited } = start({
    ...options,
    args: ['--port', '0', ...(options.args ?? [])],
  });
  const url = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const found = /listens on (\S+)/.exec(output())?.[1];
      // The banner is complete once the example is there.
      if (found && output().includes('-d ')) resolve(found);
    };
    child.stdout?.on('data', look);
    void exited.then((code) => reject(new Error(`ended with ${code}: ${output()}`)));
  });
  return { url, output, exited, signal: (name) => child.kill(name) };
}

/** Runs a server that is expected to end by itself. */
export async function runToEnd(options: SpawnOptions): Promise<EndedProcess> {
  const { output, exited } = start(options);
  return { code: await exited, output: output() };
}

interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
}

function start({ dataFolder, args = [], env = {} }: SpawnOptions): Started {
  const command = ['--disable-warning=ExperimentalWarning', entry, '--data', dataFolder, ...args];
  const child = spawn(process.execPath, command, {
    cwd: join(dataFolder, '..'),
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, output: () => text, exited };
}
