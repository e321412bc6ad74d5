export { createFetchTransport, type FetchTransportOptions } from './create-fetch-transport.ts';
export type { Fetch } from './start-fetch-call.ts';
