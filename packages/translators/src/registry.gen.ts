// Generated from the folders of ./dialects: run "npm run generate", do not edit.
import { codec as anthropicMessages } from './dialects/anthropic-messages/index.ts';
import { codec as openaiChat } from './dialects/openai-chat/index.ts';

/** Every dialect codec, in the order of its folder's name. */
export const codecs = [anthropicMessages, openaiChat] as const;
