// Generated from the folders of ./strategies: run "npm run generate", do not edit.
import { strategy as priority } from './strategies/priority/index.ts';

/** Every strategy, in the order of its folder's name. */
export const registry = [priority] as const;
