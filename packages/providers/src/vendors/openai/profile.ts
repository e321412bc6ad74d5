import type { TargetProfileOverrides } from '@gateway/spec';
import { openaiProfile } from '../_family/openai-profile.ts';

/**
 * What holds for every model at OpenAI's own address.
 *
 * @source OpenAI, Chat Completions API reference, read 2026-11-21; length of tool-call ids: error
 * text "string too long. Expected a string with maximum length 40"
 */
const shared: TargetProfileOverrides = {
  reasoningFamily: 'openai',
  tools: { maxCallIdLength: 40, maxNameLength: 64, parallelSetting: true, functions: true },
  messages: {
    outputLimitField: 'max_completion_tokens',
    metadata: true,
    streamUsageOption: true,
    serviceTier: true,
    store: true,
    promptCacheKey: true,
    midConversationSystem: true,
  },
};

/** Models that are not known yet: no sampling, which the newest models refuse. */
const unknownModel: TargetProfileOverrides = {
  sampling: {
    temperature: false,
    topP: false,
    penalties: false,
    seed: false,
    logitBias: false,
    logprobs: false,
    prediction: false,
  },
};

/**
 * Tells what a model at OpenAI can take.
 *
 * @throws never
 */
export function profile(model: string): TargetProfileOverrides {
  const own = openaiProfile(model) ?? unknownModel;
  return {
    ...own,
    ...shared,
    tools: { ...own.tools, ...shared.tools },
    messages: { ...own.messages, ...shared.messages },
  };
}
