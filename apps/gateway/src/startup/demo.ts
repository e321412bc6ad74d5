import type { ProviderConfig } from '@gateway/core';
import type { Clock, Transport } from '@gateway/spec';
import { createSimulator, createSimulatorTransport } from '@gateway/testkit/simulator';

/** Name of the provider behind the demo models: `demo/echo`, `demo/reasoner`. */
export const demoProviderName = 'demo';

/** The model that the first curl line asks for. */
export const demoModel = `${demoProviderName}/echo`;

/** The demo as configuration. Its address is one that cannot exist: requests never leave. */
export const demoProvider: ProviderConfig = Object.freeze({
  vendor: 'openai-compatible',
  baseUrl: 'http://simulator.invalid/v1',
  apiKey: 'demo',
  models: ['echo', 'reasoner'],
});

// Quick enough not to bore, slow enough to see that it streams.
const eventDelayMs = 25;

/**
 * Makes the transport of the demo provider: a simulated upstream in this very process.
 *
 * @throws never
 */
export function createDemoTransport(clock: Clock): Transport {
  return createSimulatorTransport(createSimulator({ clock, eventDelayMs }), clock);
}
