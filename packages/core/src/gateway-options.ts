import type { RouterState } from '@gateway/router';
import type {
  ApiKeyStore,
  Clock,
  Observer,
  ProviderDefinition,
  Random,
  SettingsStore,
  Transport,
  UsageStore,
  Vault,
} from '@gateway/spec';
import type { GatewayConfig } from './config/gateway-config.ts';

/** Where a gateway keeps things. Absent members are kept in memory. */
export interface GatewayStores {
  readonly apiKeys?: ApiKeyStore;
  readonly usage?: UsageStore;
  readonly settings?: SettingsStore;
}

/** What {@link createGateway} takes. `config` and `transport` are enough. */
export interface GatewayOptions {
  readonly config: GatewayConfig;
  /** The only door to the network. */
  readonly transport: Transport;
  /** Provider name → a door of its own, for providers that are not on the network. */
  readonly transports?: Readonly<Record<string, Transport>>;
  /** Variable name → value, for providers whose key or address the configuration leaves out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Vendors beyond those of `@gateway/providers`; they win over vendors of the same id. */
  readonly vendors?: readonly ProviderDefinition[];
  readonly stores?: GatewayStores;
  /**
   * Hashes keys and derives secrets. Needed with a key store that outlives the process: without it
   * hashes are made with a secret of the process.
   */
  readonly vault?: Vault;
  readonly observer?: Observer;
  /** What routing remembers between requests; absent = in memory. */
  readonly routerState?: RouterState;
  /** Absent = the machine's. */
  readonly clock?: Clock;
  /** Absent = the machine's. */
  readonly random?: Random;
  /** Version for people, in `/healthz` and towards upstreams. */
  readonly version?: string;
}
