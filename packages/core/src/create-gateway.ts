import { createExecutor, type Executor, providers } from '@gateway/providers';
import { createMemoryState, createRouter, type Router, type RouterState } from '@gateway/router';
import type { Transport } from '@gateway/spec';
import { checkOptions } from './check-options.ts';
import type { GatewayConfig } from './config/gateway-config.ts';
import { systemClock } from './defaults/system-clock.ts';
import { systemRandom } from './defaults/system-random.ts';
import { createFetchDoor } from './door/fetch-door.ts';
import type { CloseOptions, Gateway } from './gateway.ts';
import type { GatewayOptions } from './gateway-options.ts';
import { type CallDesk, handleCall } from './handle-call.ts';
import { createApiKeys } from './keys/api-keys.ts';
import { createKeyHasher } from './keys/hash-key.ts';
import { createLifecycle } from './lifecycle.ts';
import { createModelDiscovery } from './models/model-discovery.ts';
import type { GatewayParts } from './parts.ts';
import { createRouteMatcher } from './routes/match-route.ts';
import { routeTable } from './routes/route-table.ts';
import { splitUrl } from './routes/split-url.ts';
import type { Runtime } from './runtime.ts';
import { createSealTable } from './seals/seal-table.ts';
import { guardObserver } from './settle/guard-observer.ts';
import { createUsageWriter } from './settle/usage-writer.ts';
import { compile } from './snapshot/compile.ts';
import type { SnapshotTarget } from './snapshot/snapshot.ts';
import { toRouterSnapshot } from './snapshot/to-router-snapshot.ts';
import { createMemoryApiKeyStore } from './stores/memory-api-key-store.ts';
import { createMemorySettingsStore } from './stores/memory-settings-store.ts';
import { createMemoryUsageStore } from './stores/memory-usage-store.ts';

const defaultDeadlineMs = 30_000;

/**
 * Makes a gateway. It needs no server, no database and no environment; it opens no connection
 * before a call asks for one.
 *
 * @throws `ConfigError` naming everything that is wrong with the configuration; `TypeError` naming an
 *   option that is missing or odd
 * @example
 * const gateway = createGateway({ config, transport: createFetchTransport() });
 * const response = await gateway.fetch(request);
 */
export function createGateway(options: GatewayOptions): Gateway {
  checkOptions(options);
  const parts = createParts(options);
  const state = options.routerState ?? createMemoryState();
  let runtime = createRuntime(options.config, options, { parts, state });
  const desk: CallDesk = {
    parts,
    match: createRouteMatcher(routeTable),
    lifecycle: createLifecycle(parts.clock),
    runtime: () => runtime,
  };
  const handle: Gateway['handle'] = (call, sink) => handleCall(call, sink, desk);
  return {
    handle,
    fetch: createFetchDoor(handle),
    routes: routeTable,
    owns: (url) => isDataAddress(url, desk),
    apiKeys: parts.keys,
    settings: options.stores?.settings ?? createMemorySettingsStore(),
    get snapshot() {
      return runtime.snapshot;
    },
    ready: () => parts.keys.ready(),
    reconfigure(config) {
      runtime = createRuntime(config, options, { parts, state });
    },
    close: (closing) => closeGateway(desk, options, closing),
  };
}

function createParts(options: GatewayOptions): GatewayParts {
  const { clock = systemClock, random = systemRandom, stores = {} } = options;
  const observer = guardObserver(options.observer ?? {});
  const version = options.version ?? '0.0.0';
  const { vault } = options;
  const executorOf = createExecutors(options, version);
  return {
    clock,
    random,
    observer,
    version,
    keys: createApiKeys({
      store: stores.apiKeys ?? createMemoryApiKeyStore(),
      hash: createKeyHasher(vault, random),
      clock,
      random,
    }),
    usage: createUsageWriter(stores.usage ?? createMemoryUsageStore(), observer),
    seals: createSealTable({ clock }),
    sealKey: vault ? vault.deriveKey('seals') : random.bytes(32),
    discovery: createModelDiscovery({ clock, observer, executorOf }),
    executorOf,
  };
}

function createExecutors(
  { transport, transports = {} }: GatewayOptions,
  version: string,
): (provider: string) => Executor {
  const common = createExecutor({ transport, version });
  const own = new Map(
    Object.entries(transports).map(([name, door]) => [
      name,
      createExecutor({ transport: door, version }),
    ]),
  );
  return (provider) => own.get(provider) ?? common;
}

interface Lasting {
  readonly parts: GatewayParts;
  readonly state: RouterState;
}

function createRuntime(
  config: GatewayConfig,
  { vendors = [], env }: GatewayOptions,
  { parts, state }: Lasting,
): Runtime {
  const registry = [...vendors, ...providers];
  const snapshot = compile(config, { registry, ...(env && { env }) });
  const { clock, random } = parts;
  const toRouter = (further: readonly SnapshotTarget[] = []) =>
    createRouter({ snapshot: toRouterSnapshot(snapshot, further), state, clock, random });
  parts.keys.useStatic(snapshot.keys);
  for (const { path, message } of snapshot.warnings) {
    parts.observer.onWarning?.('config', `${path.join('.')}: ${message}`);
  }
  return {
    snapshot,
    router: toRouter(),
    routerFor: rememberRouters((target) => toRouter([target])),
  };
}

const maxRouters = 100;

/** Keeps the routers of further targets: a request must not pay for building one. */
function rememberRouters(make: (target: SnapshotTarget) => Router): Runtime['routerFor'] {
  const routers = new Map<string, Router>();
  return (target) => {
    const router = routers.get(target.id) ?? make(target);
    if (routers.size >= maxRouters) routers.clear();
    routers.set(target.id, router);
    return router;
  };
}

function isDataAddress(url: string, { match }: CallDesk): boolean {
  const { segments } = splitUrl(url);
  return segments[0] === 'v1' || match('GET', segments).kind !== 'not-found';
}

async function closeGateway(
  { lifecycle, parts }: CallDesk,
  { transport, transports = {} }: GatewayOptions,
  { deadlineMs = defaultDeadlineMs }: CloseOptions = {},
): Promise<void> {
  parts.discovery.close();
  await lifecycle.close(deadlineMs);
  await parts.usage.flush();
  const doors = new Set<Transport>([transport, ...Object.values(transports)]);
  await Promise.all([...doors].map((door) => door.close()));
}
