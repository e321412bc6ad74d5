import { readFileSync } from 'node:fs';
import { serve } from './serve.ts';
import { parseOptions, usageText } from './startup/parse-options.ts';
import { stopOnSignal } from './startup/stop-on-signal.ts';

/** How long running answers may go on after the server was asked to stop, milliseconds. */
const drainMs = 30_000;

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), process.env);
  const version = readVersion();
  if (options.help) return print(usageText);
  if (options.version) return print(version);
  const server = await serve(options, {
    env: process.env,
    version,
    isTerminal: process.stdout.isTTY === true,
  });
  stopOnSignal({
    drain: async (signal) => {
      print(
        `${signal}: finishing running answers, at most ${drainMs / 1000} s; again to cut them.`,
      );
      await server.stop(drainMs);
    },
    cut: () => server.stop(0),
  });
  print(server.banner);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  // Our own manifest, beside the bundle and beside the sources alike.
  return (JSON.parse(text) as { version: string }).version;
}

main().catch((error: unknown) => {
  // What reaches this point has a sentence for people; a stack would bury it.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
