import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createGateway,
  createMemoryUsageStore,
  type Gateway,
  type GatewayConfig,
} from '@gateway/core';
import { attachNodeListener, createApp } from '@gateway/http';
import { createNodeTransport } from '@gateway/providers/node';
import type { UsageStore } from '@gateway/spec';

/** A gateway on a loopback port, as the server wires it, with memory stores. */
export interface TestGateway {
  /** E.g. `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly key: string;
  readonly gateway: Gateway;
  readonly usage: UsageStore;
  close(): Promise<void>;
}

/** Starts a gateway with the real listener and the real transport. */
export async function startGateway(config: GatewayConfig): Promise<TestGateway> {
  const key = 'test-key-of-the-end-to-end-suite';
  const usage = createMemoryUsageStore();
  const gateway = createGateway({
    config: { ...config, keys: [{ name: 'test', key }] },
    transport: createNodeTransport({}),
    stores: { usage },
  });
  const server = attachNodeListener(createServer(), gateway, createApp(gateway));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    key,
    gateway,
    usage,
    async close() {
      server.close();
      await gateway.close({ deadlineMs: 1_000 });
      server.closeAllConnections();
    },
  };
}
