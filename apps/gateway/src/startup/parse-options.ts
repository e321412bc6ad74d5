import { parseArgs } from 'node:util';

/** What the command line and the environment ask for. */
export interface StartOptions {
  /** Configuration file; absent = `gateway.yaml` in the working folder if it is there. */
  readonly configFile?: string;
  /** Folder for the database and the secrets. */
  readonly dataFolder: string;
  /** Overrides `server.host` of the configuration. */
  readonly host?: string;
  /** Overrides `server.port`; 0 = any free port. */
  readonly port?: number;
  readonly help: boolean;
  readonly version: boolean;
}

/** The command line in words. */
export const usageText = `gateway: one API in front of every LLM provider

Usage: gateway [options]

  --config FILE   configuration file (default: gateway.yaml if it is there; env GATEWAY_CONFIG)
  --data FOLDER   database and secrets (default: .gateway; env GATEWAY_DATA)
  --host HOST     address to listen on (default: 127.0.0.1)
  --port PORT     port to listen on, 0 = any free one (default: 8317; env PORT)
  --version       print the version
  --help          print this text
`;

/**
 * Reads the command line; it wins over the environment.
 *
 * @throws `Error` with one sentence for people, when an option is unknown or its value is not legal
 */
export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      config: { type: 'string' },
      data: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', short: 'v', default: false },
    },
  });
  const configFile = values.config ?? env['GATEWAY_CONFIG'];
  const port = toPort(values.port ?? env['PORT']);
  return {
    dataFolder: values.data ?? env['GATEWAY_DATA'] ?? '.gateway',
    help: values.help,
    version: values.version,
    ...(configFile !== undefined && { configFile }),
    ...(values.host !== undefined && { host: values.host }),
    ...(port !== undefined && { port }),
  };
}

function toPort(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`The port must be a whole number from 0 to 65535, not "${text}".`);
}
