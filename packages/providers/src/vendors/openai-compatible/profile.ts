import type { TargetProfileOverrides } from '@gateway/spec';
import { claudeProfile } from '../_family/claude-profile.ts';
import { parseOpenaiModel } from '../_family/openai-model.ts';
import { openaiProfile } from '../_family/openai-profile.ts';
import { guessReasoningFamily } from '../_family/reasoning-family.ts';

/**
 * What servers of this kind have in common, and no more: open models take the usual sampling,
 * parameters that only some servers know are left out.
 */
const shared: TargetProfileOverrides = {
  sampling: {
    temperature: true,
    maxTemperature: 2,
    topP: true,
    topK: false,
    minP: false,
    temperatureWithTopP: true,
    penalties: true,
    seed: true,
    prediction: false,
    refusedWhileReasoning: false,
  },
  messages: {
    systemRole: 'system',
    preferStringContent: true,
    emptyContentAsString: true,
    outputLimitField: 'max_tokens',
    metadata: false,
    serviceTier: false,
    store: false,
    promptCacheKey: false,
  },
};

/**
 * Models that want their earlier reasoning back beside the tool calls it led to.
 *
 * @source DeepSeek, "Thinking mode"; Moonshot, "Kimi K2 thinking"; Z.ai, "Thinking mode"; 2026-11-21
 */
const returnsReasoning = (model: string): boolean => /deepseek|kimi|glm-/i.test(model);

/**
 * Tells what a model at a compatible server can take. A relay's copy of a known vendor's model keeps
 * that model's own refusals: they are the model's, not the address's.
 *
 * @throws never
 */
export function profile(model: string): TargetProfileOverrides {
  const known = parseOpenaiModel(model) ? openaiProfile(model) : claudeProfile(model);
  const refuses = known?.sampling?.temperature === false;
  return {
    ...shared,
    reasoningFamily: guessReasoningFamily(model),
    sampling: { ...shared.sampling, ...(refuses && known.sampling) },
    reasoning: {
      historyField: returnsReasoning(model) ? 'reasoning_content' : null,
      // Some servers leave the tags of open reasoning models in the text.
      thinkTagsInText: known === undefined,
    },
    limits: {
      contextTokens: known?.limits?.contextTokens ?? null,
      maxOutputTokens: known?.limits?.maxOutputTokens ?? null,
    },
  };
}
