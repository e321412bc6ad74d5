// Generated from the folders of ./vendors: run "npm run generate", do not edit.
import { provider as anthropic } from './vendors/anthropic/index.ts';
import { provider as anthropicCompatible } from './vendors/anthropic-compatible/index.ts';
import { provider as openai } from './vendors/openai/index.ts';
import { provider as openaiCompatible } from './vendors/openai-compatible/index.ts';

/** Every vendor, in the order of its folder's name. */
export const registry = [anthropic, anthropicCompatible, openai, openaiCompatible] as const;
