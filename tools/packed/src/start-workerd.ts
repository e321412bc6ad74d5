import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A worker that listens on the loopback interface. */
export interface RunningWorker {
  /** Base address without trailing slash. */
  readonly url: string;
  /** What the runtime printed so far. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

interface WorkerOptions {
  /** Absolute path of an existing directory for the runtime's files. */
  readonly directory: string;
  /** The worker as one module. */
  readonly module: string;
  /** What the worker finds as `env.CONFIG`. */
  readonly config: unknown;
}

/** Says whether the runtime is installed for this platform. */
export function hasWorkerd(): boolean {
  return workerdBinary() !== undefined;
}

/**
 * Starts a worker in workerd, on a free port.
 *
 * @returns resolves when it listens
 * @throws with the runtime's output when it ends before that
 */
export async function startWorkerd(options: WorkerOptions): Promise<RunningWorker> {
  const binary = workerdBinary();
  if (binary === undefined) throw new Error('workerd has no build for this platform');
  writeFileSync(join(options.directory, 'worker.js'), options.module);
  writeFileSync(join(options.directory, 'config.json'), JSON.stringify(options.config));
  writeFileSync(join(options.directory, 'workerd.capnp'), capnp);
  const args = ['serve', 'workerd.capnp', '--control-fd=3'];
  const child = spawn(binary, args, {
    cwd: options.directory,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes: Buffer) => (log += bytes.toString()));
  }
  const ended = once(child, 'exit').then(() => {
    throw new Error(`workerd ended:\n${log}`);
  });
  ended.catch(() => undefined);
  const port = await Promise.race([listeningPort(child.stdio[3]), ended]);
  return {
    url: `http://127.0.0.1:${port}`,
    log: () => log,
    stop: async () => {
      child.kill('SIGKILL');
      await ended.catch(() => undefined);
    },
  };
}

/** The runtime reports each socket it listens on as a line of JSON. */
async function listeningPort(control: unknown): Promise<number> {
  let text = '';
  for await (const bytes of control as AsyncIterable<Buffer>) {
    text += bytes.toString();
    const found = /"event":"listen"[^\n]*"port":(\d+)/.exec(text);
    if (found !== null) return Number(found[1]);
  }
  throw new Error(`workerd reported no socket: ${text}`);
}

function workerdBinary(): string | undefined {
  try {
    const require = createRequire(import.meta.url);
    // The package's default export is the path of its platform's binary.
    return (require('workerd') as { default: string }).default;
  } catch {
    // Optional dependency: not every platform has a build.
    return undefined;
  }
}

const capnp = `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    ( name = "main", worker = .worker ),
    # The upstream of the test listens on the loopback interface.
    ( name = "internet", network = ( allow = ["private", "public"] ) ),
  ],
  sockets = [ ( name = "http", address = "127.0.0.1:0", http = (), service = "main" ) ],
);

const worker :Workerd.Worker = (
  modules = [ ( name = "worker.js", esModule = embed "worker.js" ) ],
  bindings = [ ( name = "CONFIG", json = embed "config.json" ) ],
  compatibilityDate = "2026-01-01",
);
`;
