import type { TargetProfileOverrides } from '@gateway/spec';
import { claudeProfile } from '../_family/claude-profile.ts';
import { guessReasoningFamily } from '../_family/reasoning-family.ts';

/**
 * What other vendors' copies of the Messages API have in common.
 *
 * @source DeepSeek, "Anthropic API" (ignored and unsupported fields), read 2026-11-21
 */
const foreignModel: TargetProfileOverrides = {
  input: {
    image: false,
    imageUrl: false,
    file: false,
    audio: false,
    video: false,
    toolResultImage: false,
  },
  sampling: {
    temperature: true,
    maxTemperature: 1,
    topP: true,
    topK: false,
    temperatureWithTopP: true,
  },
  output: { jsonSchema: 'forced-tool', jsonObject: 'instruction' },
  limits: { maxCacheMarks: 0 },
  tools: { strict: false, deferLoading: false, nativeTypes: [] },
  messages: { midConversationSystem: false, metadata: false, serviceTier: false },
};

/**
 * Tells what a model at a compatible server can take.
 *
 * @throws never
 */
export function profile(model: string): TargetProfileOverrides {
  return {
    ...(claudeProfile(model) ?? foreignModel),
    reasoningFamily: guessReasoningFamily(model),
  };
}
