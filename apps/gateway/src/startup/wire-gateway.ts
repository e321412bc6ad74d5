import { createGateway, type Gateway, systemClock } from '@gateway/core';
import { createNodeTransport } from '@gateway/providers/node';
import { createPinoObserver } from '@gateway/telemetry';
import type { ServeEnvironment } from '../serve-environment.ts';
import { createDemoTransport, demoProviderName } from './demo.ts';
import { readLogLevel } from './log-level.ts';
import type { ServerState } from './open-state.ts';
import type { PlannedConfig } from './plan-config.ts';

/** How long the last log lines may take to go out, milliseconds. */
const flushMs = 2_000;

/** A gateway with all it needs around it. */
export interface WiredGateway {
  readonly gateway: Gateway;
  /** Closes what is around the gateway, once the gateway itself is closed. */
  close(): Promise<void>;
}

/**
 * Puts stores, vault, log and transports around a gateway.
 *
 * @throws `ConfigError` naming everything that is wrong with the configuration
 */
export function wireGateway(
  { config, isDemo }: PlannedConfig,
  { storage, vault }: ServerState,
  { env, version, isTerminal }: ServeEnvironment,
): WiredGateway {
  const observer = createPinoObserver({ level: readLogLevel(env), pretty: isTerminal });
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
      // Whoever reads standard output may have stopped reading; that must not keep us running.
      await Promise.race([observer.flush(), systemClock.sleep(flushMs)]);
    },
  };
}
