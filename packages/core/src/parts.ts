import type { Executor } from '@gateway/providers';
import type { Clock, Observer, Random } from '@gateway/spec';
import type { ApiKeyDesk } from './keys/api-keys.ts';
import type { ModelDiscovery } from './models/model-discovery.ts';
import type { SealTable } from './seals/seal-table.ts';
import type { UsageWriter } from './settle/usage-writer.ts';

/** What a gateway is made of, besides its configuration; shared by all requests. */
export interface GatewayParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly observer: Observer;
  readonly keys: ApiKeyDesk;
  readonly usage: UsageWriter;
  readonly seals: SealTable;
  readonly discovery: ModelDiscovery;
  /** Key for envelopes of foreign reasoning state, 32 bytes. */
  readonly sealKey: Uint8Array;
  /** Sends to a provider, by its configured name. */
  readonly executorOf: (provider: string) => Executor;
  /** Version of the gateway, for people. */
  readonly version: string;
}
