export type { FetchHandler } from './answer-with-fetch.ts';
export { createApp } from './create-app.ts';
export {
  attachNodeListener,
  createNodeListener,
  type FetchApp,
  type NodeListenerOptions,
} from './create-node-listener.ts';
