export type { ResolveAddresses } from './create-guarded-lookup.ts';
export { createNodeTransport, type NodeTransportOptions } from './create-node-transport.ts';
