import { createServer } from 'node:http';
import { ConfigError, createGateway, type Gateway, systemClock } from '@gateway/core';
import { createApp, createNodeListener } from '@gateway/http';
import { providers as vendors } from '@gateway/providers';
import { createNodeTransport } from '@gateway/providers/node';
import { createPinoObserver } from '@gateway/telemetry';
import { loadConfig } from './config/load-config.ts';
import { renderBanner } from './startup/banner.ts';
import { checkPublicBind } from './startup/check-public-bind.ts';
import { createDemoTransport, demoModel, demoProviderName } from './startup/demo.ts';
import { deliverFirstKey, type FirstKeyDelivery } from './startup/first-key.ts';
import { listen } from './startup/listen.ts';
import { readLogLevel } from './startup/log-level.ts';
import { openState, type ServerState } from './startup/open-state.ts';
import type { StartOptions } from './startup/parse-options.ts';
import { type PlannedConfig, planConfig } from './startup/plan-config.ts';

/** What a start needs from the process it runs in. */
export interface ServeEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
  /** Writes lines for people. */
  readonly print: (text: string) => void;
}

/** A server that runs. */
export interface RunningServer {
  /** E.g. `http://127.0.0.1:8317`. */
  readonly url: string;
  readonly gateway: Gateway;
  /**
   * Refuses new connections, lets running answers finish within the deadline, writes what is to be
   * written.
   *
   * @param deadlineMs - how long running answers may go on, milliseconds
   */
  stop(deadlineMs: number): Promise<void>;
}

const defaultHost = '127.0.0.1';
const defaultPort = 8317;

/**
 * Starts the server: configuration, secrets, database, gateway, listener.
 *
 * @throws `Error` with sentences for people, when the configuration or the machine does not allow it
 */
export async function serve(
  options: StartOptions,
  environment: ServeEnvironment,
): Promise<RunningServer> {
  const { env } = environment;
  const loaded = loadConfig(options.configFile, env);
  const planned = planConfig(loaded.config, vendors, env);
  const state = await openState(options.dataFolder, env);
  try {
    return await startGateway(planned, state, { options, environment });
  } catch (error) {
    await state.storage.close();
    throw error instanceof ConfigError ? loaded.explain(error.issues) : error;
  }
}

interface Given {
  readonly options: StartOptions;
  readonly environment: ServeEnvironment;
}

async function startGateway(
  planned: PlannedConfig,
  state: ServerState,
  { options, environment }: Given,
): Promise<RunningServer> {
  const host = options.host ?? planned.config.server?.host ?? defaultHost;
  const port = options.port ?? planned.config.server?.port ?? defaultPort;
  const hasApiKeys = (await state.storage.apiKeys.list()).some((key) => !key.revokedAtMs);
  const refusal = checkPublicBind({ host, masterKeyGiven: state.masterKeyGiven, hasApiKeys });
  if (refusal !== undefined) throw new Error(refusal);
  const { gateway, close } = wire(planned, state, environment);
  await gateway.ready();
  const server = createServer(createNodeListener(gateway, createApp(gateway)));
  const url = await listen(server, host, port);
  const firstKey = hasApiKeys ? undefined : await makeFirstKey(gateway, { options, environment });
  environment.print(toBanner({ planned, gateway, url, environment, firstKey }));
  return {
    url,
    gateway,
    async stop(deadlineMs) {
      server.close();
      await gateway.close({ deadlineMs });
      server.closeAllConnections();
      await close();
    },
  };
}

function wire(
  { config, isDemo }: PlannedConfig,
  { storage, vault }: ServerState,
  { env, version }: ServeEnvironment,
): { gateway: Gateway; close: () => Promise<void> } {
  const observer = createPinoObserver({ level: readLogLevel(env) });
  const gateway = createGateway({
    config,
    env,
    version,
    vault,
    observer,
    transport: createNodeTransport({}),
    ...(isDemo && { transports: { [demoProviderName]: createDemoTransport(systemClock) } }),
    stores: { apiKeys: storage.apiKeys, usage: storage.usage, settings: storage.settings },
  });
  return {
    gateway,
    async close() {
      await storage.close();
      await observer.flush();
    },
  };
}

async function makeFirstKey(
  gateway: Gateway,
  { options, environment }: Given,
): Promise<FirstKeyDelivery> {
  const { key } = await gateway.apiKeys.create({ name: 'first key' });
  const { isTerminal } = environment;
  return deliverFirstKey(key, { isTerminal, dataFolder: options.dataFolder });
}

function toBanner(facts: {
  readonly planned: PlannedConfig;
  readonly gateway: Gateway;
  readonly url: string;
  readonly environment: ServeEnvironment;
  readonly firstKey: FirstKeyDelivery | undefined;
}): string {
  const { planned, url, environment, firstKey } = facts;
  return renderBanner({
    version: environment.version,
    url,
    providers: Object.keys(planned.config.providers),
    exampleModel: planned.isDemo ? demoModel : chooseExampleModel(planned),
    isDemo: planned.isDemo,
    ...(firstKey && { firstKey }),
  });
}

function chooseExampleModel({ config }: PlannedConfig): string {
  const [publicName] = Object.keys(config.models ?? {});
  if (publicName !== undefined) return publicName;
  for (const [name, { models }] of Object.entries(config.providers)) {
    const [first] = models ?? [];
    if (first !== undefined) return `${name}/${first}`;
  }
  return 'MODEL';
}
