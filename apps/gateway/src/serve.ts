import { createServer } from 'node:http';
import { ConfigError, type Gateway } from '@gateway/core';
import { attachNodeListener, createApp } from '@gateway/http';
import { providers as vendors } from '@gateway/providers';
import { loadConfig } from './config/load-config.ts';
import type { ServeEnvironment } from './serve-environment.ts';
import { renderBanner } from './startup/banner.ts';
import { checkPublicBind } from './startup/check-public-bind.ts';
import { chooseExampleModel } from './startup/choose-example-model.ts';
import { deliverFirstKey, type FirstKeyDelivery, findFirstKeyFile } from './startup/first-key.ts';
import { listen } from './startup/listen.ts';
import { openState, type ServerState } from './startup/open-state.ts';
import type { StartOptions } from './startup/parse-options.ts';
import { type PlannedConfig, planConfig } from './startup/plan-config.ts';
import { wireGateway } from './startup/wire-gateway.ts';

/** A server that runs. */
export interface RunningServer {
  /** E.g. `http://127.0.0.1:8317`. */
  readonly url: string;
  readonly gateway: Gateway;
  /** Lines for people: where it listens, what it serves, a command to try. */
  readonly banner: string;
  /**
   * Refuses new connections, lets running answers finish within the deadline, writes what is to be
   * written. A second call with an earlier deadline cuts what the first one waits for.
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
  given: Given,
): Promise<RunningServer> {
  const { options, environment } = given;
  const { server: place, keys = [], auth } = planned.config;
  const host = options.host ?? place?.host ?? defaultHost;
  const stored = await state.storage.apiKeys.list();
  const hasApiKeys = keys.length > 0 || stored.some((key) => key.revokedAtMs === undefined);
  const refusal = checkPublicBind({
    host,
    hasApiKeys,
    masterKeyGiven: state.masterKeyGiven,
    needsKey: auth?.required !== false,
  });
  if (refusal !== undefined) throw new Error(refusal);
  const { gateway, close } = wireGateway(planned, state, environment);
  await gateway.ready();
  const server = attachNodeListener(createServer(), gateway, createApp(gateway));
  const url = await listen(server, host, options.port ?? place?.port ?? defaultPort);
  const firstKey = hasApiKeys
    ? findFirstKeyFile(options.dataFolder)
    : await makeFirstKey(gateway, given);
  return {
    url,
    gateway,
    banner: toBanner({ planned, url, environment, firstKey }),
    async stop(deadlineMs) {
      server.close();
      await gateway.close({ deadlineMs });
      server.closeAllConnections();
      await close();
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
  readonly url: string;
  readonly environment: ServeEnvironment;
  readonly firstKey: FirstKeyDelivery | undefined;
}): string {
  const { planned, url, environment, firstKey } = facts;
  const exampleModel = chooseExampleModel(planned, vendors);
  return renderBanner({
    version: environment.version,
    url,
    providers: Object.keys(planned.config.providers),
    isDemo: planned.isDemo,
    ...(exampleModel !== undefined && { exampleModel }),
    ...(firstKey && { firstKey }),
  });
}
