import type { TargetProfile } from '@gateway/spec';

/**
 * What an unknown model behind the Messages API takes. Conservative: sampling parameters that newer
 * models refuse are off, nothing is asked for that only some models have.
 *
 * @source Messages API reference and release notes, read 2026-11
 */
export const defaultProfile: TargetProfile = Object.freeze({
  reasoningFamily: 'anthropic',
  input: Object.freeze({
    image: true,
    imageUrl: true,
    file: true,
    audio: false,
    video: false,
    toolResultImage: true,
  }),
  sampling: Object.freeze({
    temperature: false,
    maxTemperature: 1,
    topP: false,
    topK: false,
    temperatureWithTopP: false,
    minP: false,
    penalties: false,
    seed: false,
    logitBias: false,
    logprobs: false,
    prediction: false,
    refusedWhileReasoning: true,
  }),
  reasoning: Object.freeze({
    style: 'budget',
    efforts: Object.freeze([]),
    canDisable: true,
    minBudgetTokens: 1024,
    maxBudgetTokens: 32_000,
    forbidsForcedToolChoice: true,
    historyField: null,
    thinkTagsInText: false,
  }),
  output: Object.freeze({
    jsonSchema: 'forced-tool',
    jsonObject: 'instruction',
    verbosity: false,
    choices: false,
  }),
  limits: Object.freeze({
    contextTokens: null,
    maxOutputTokens: null,
    defaultMaxOutputTokens: 4096,
    maxStopSequences: 16,
    maxCacheMarks: 4,
  }),
  tools: Object.freeze({
    functions: true,
    freeform: false,
    strict: false,
    parallelSetting: true,
    deferLoading: false,
    namePattern: '^[a-zA-Z0-9_-]+$',
    maxNameLength: 64,
    callIdPattern: '^[a-zA-Z0-9_-]+$',
    maxCallIdLength: 64,
    requiresResults: true,
    nativeTypes: Object.freeze([]),
  }),
  messages: Object.freeze({
    systemRole: 'system',
    midConversationSystem: false,
    preferStringContent: false,
    emptyContentAsString: false,
    outputLimitField: 'max_tokens',
    metadata: true,
    streamUsageOption: false,
    serviceTier: false,
    store: false,
    promptCacheKey: false,
  }),
  stream: Object.freeze({ finishOptional: false }),
});
