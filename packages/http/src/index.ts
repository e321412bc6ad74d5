export type { FetchHandler } from './answer-with-fetch.ts';
export { createApp } from './create-app.ts';
export {
  createNodeListener,
  type FetchApp,
  type NodeListenerOptions,
} from './create-node-listener.ts';
