import type { ReasoningEffort, TargetProfileOverrides } from '@gateway/spec';
import { type OpenaiModel, parseOpenaiModel } from './openai-model.ts';

type Reasoning = NonNullable<TargetProfileOverrides['reasoning']>;

const noSampling = {
  temperature: false,
  topP: false,
  topK: false,
  minP: false,
  penalties: false,
  seed: false,
  logitBias: false,
  logprobs: false,
  prediction: false,
} as const;

/** What all chat models of OpenAI take. */
const allSampling = {
  temperature: true,
  maxTemperature: 2,
  topP: true,
  topK: false,
  temperatureWithTopP: true,
  minP: false,
  penalties: true,
  seed: true,
  logitBias: true,
  logprobs: true,
  refusedWhileReasoning: false,
} as const;

const has = (model: OpenaiModel, word: string): boolean => model.variant.split('-').includes(word);

/** GPT-6 variants whose reasoning can be turned off. @source OpenAI, GPT-6 model pages, 2026-11-21 */
const isSwitchable = (model: OpenaiModel): boolean =>
  model.version === 6 && (has(model, 'sol') || has(model, 'luna'));

/**
 * Efforts on Chat Completions. GPT-6's `max` is left out: it is sure only for Responses.
 *
 * @source OpenAI, reasoning guide and API reference of `reasoning_effort` (`none` from 5.1 on,
 * `minimal` only with 5, `xhigh` after 5.1-codex-max); error texts of the API; read 2026-11-21
 */
const effortsOf = (model: OpenaiModel): readonly ReasoningEffort[] => {
  const { version } = model;
  if (has(model, 'pro'))
    return version === 5 || version === null ? ['high'] : ['medium', 'high', 'xhigh'];
  if (version === null) return ['low', 'medium', 'high'];
  if (version >= 5.2) return ['low', 'medium', 'high', 'xhigh'];
  if (version >= 5.1) {
    return has(model, 'max') ? ['low', 'medium', 'high', 'xhigh'] : ['low', 'medium', 'high'];
  }
  return has(model, 'codex') ? ['low', 'medium', 'high'] : ['minimal', 'low', 'medium', 'high'];
};

/** @source the same; codex and pro variants always reason */
const canDisable = (model: OpenaiModel): boolean => {
  const { version } = model;
  if (version === null || version < 5.1 || has(model, 'codex') || has(model, 'pro')) return false;
  return version < 6 || isSwitchable(model);
};

/**
 * Function tools on Chat Completions: from 5.4 on only with reasoning turned off.
 *
 * @source OpenAI, GPT-5.4 and GPT-6 model pages; openai/openai-openapi#541; read 2026-11-21
 */
const reasoningOf = (model: OpenaiModel): Reasoning => ({
  style: 'effort',
  efforts: effortsOf(model),
  canDisable: canDisable(model),
  forbidsForcedToolChoice: false,
  forbidsTools: (model.version ?? 0) >= 5.4,
  historyField: null,
  thinkTagsInText: false,
});

/**
 * Windows that are the same for all variants of a generation; others stay unknown.
 *
 * @source OpenAI, model pages, read 2026-11-21
 */
const limitsOf = (model: OpenaiModel): NonNullable<TargetProfileOverrides['limits']> => {
  const { version, variant } = model;
  const limits = (contextTokens: number | null, maxOutputTokens: number | null) => ({
    contextTokens,
    maxOutputTokens,
  });
  if (version === null) return limits(200_000, 100_000);
  if (version >= 5) {
    if (variant.includes('chat')) return limits(128_000, 16_384);
    if (version < 5.4) return limits(400_000, 128_000);
    return limits(variant === '' || version >= 6 ? 1_050_000 : null, 128_000);
  }
  if (version === 4.1) return limits(1_047_576, 32_768);
  if (version === 4 && variant.startsWith('o')) return limits(128_000, 16_384);
  if (version === 4 && variant.startsWith('turbo')) return limits(128_000, 4_096);
  return limits(null, version <= 4 ? 4_096 : null);
};

const chatProfile = (model: OpenaiModel): TargetProfileOverrides => {
  const isOmni = (model.version ?? 0) > 4 || model.variant.startsWith('o');
  const hasVision = isOmni || (model.version === 4 && model.variant.startsWith('turbo'));
  return {
    input: { image: hasVision, imageUrl: hasVision, file: isOmni, audio: has(model, 'audio') },
    sampling: { ...allSampling, prediction: isOmni && model.version !== 5 },
    reasoning: { style: 'none', efforts: [], canDisable: true, forbidsTools: false },
    output: {
      jsonSchema: isOmni ? 'native' : 'instruction',
      jsonObject: 'native',
      verbosity: false,
    },
    limits: { ...limitsOf(model), maxStopSequences: 4 },
    tools: { freeform: false, strict: isOmni },
    messages: { systemRole: 'system' },
  };
};

/**
 * Reasoning models take sampling only with reasoning turned off, and that only in generations 5.1
 * to 5.x; stop strings not at all.
 *
 * @source OpenAI, "Parameter compatibility" of GPT-5.1; vercel/ai on GPT-6; read 2026-11-21
 */
const reasoningProfile = (model: OpenaiModel): TargetProfileOverrides => {
  const version = model.version ?? 0;
  const takesSampling = canDisable(model) && version < 6;
  // The small o-series models before o4 read text only.
  const hasVision = !(model.series !== null && model.series < 4 && has(model, 'mini'));
  return {
    input: { image: hasVision, imageUrl: hasVision, file: hasVision, audio: false },
    sampling: takesSampling
      ? {
          ...noSampling,
          temperature: true,
          maxTemperature: 2,
          topP: true,
          logprobs: true,
          refusedWhileReasoning: true,
        }
      : noSampling,
    reasoning: reasoningOf(model),
    output: { jsonSchema: 'native', jsonObject: 'native', verbosity: version >= 5 },
    limits: { ...limitsOf(model), maxStopSequences: 0 },
    tools: { freeform: version >= 5, strict: true },
    messages: { systemRole: 'developer' },
  };
};

/**
 * Tells what an OpenAI model can take over Chat Completions.
 *
 * @returns `undefined` for names that are none of OpenAI's language models
 * @throws never
 */
export function openaiProfile(modelName: string): TargetProfileOverrides | undefined {
  const model = parseOpenaiModel(modelName);
  if (!model) return undefined;
  return model.kind === 'chat' ? chatProfile(model) : reasoningProfile(model);
}
