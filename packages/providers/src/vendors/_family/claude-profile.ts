import type { ReasoningEffort, TargetProfileOverrides } from '@gateway/spec';
import { type ClaudeModel, parseClaudeModel } from './claude-model.ts';

/** A generation of which the name says nothing is newer than all that are listed here. */
const unknownVersion = 99;

const versionOf = (model: ClaudeModel): number => model.version ?? unknownVersion;

/** Whether a model is one of those whose limits and switches are known. */
const isListed = ({ line, version }: ClaudeModel): boolean =>
  version !== null && version <= 5.5 && line !== 'other';

/**
 * Largest output, tokens.
 *
 * @source Anthropic, model pages (Opus 4.6, Sonnet 4.6 and later: 128K; 4.5: 64K; Opus 4 and 4.1:
 * 32K), read 2026-11-21
 */
const maxOutputOf = (model: ClaudeModel): number | null => {
  const version = versionOf(model);
  if (version < 3.5) return 4_096;
  if (version < 3.7) return 8_192;
  if (!isListed(model)) return null;
  if (version >= 4.6) return 128_000;
  return model.line === 'opus' && version < 4.5 ? 32_000 : 64_000;
};

/**
 * Context window, tokens.
 *
 * @source Anthropic, model pages: 1M from Opus 4.6 and Sonnet 4.6 on, 200K before; read 2026-11-21
 */
const contextOf = (model: ClaudeModel): number | null => {
  const version = versionOf(model);
  if (version < 3) return 100_000;
  if (version < 4.6) return 200_000;
  return isListed(model) && model.line !== 'haiku' ? 1_000_000 : null;
};

/**
 * Sampling: gone after Opus 4.6, so also for every model this list does not know; temperature and
 * top-p exclude each other from Opus 4.1 on; none of them while thinking.
 *
 * @source Anthropic, Messages API and migration guides of Opus 4.1, 4.7 and 5; read 2026-11-21
 */
const samplingOf = (model: ClaudeModel): NonNullable<TargetProfileOverrides['sampling']> => {
  const version = versionOf(model);
  const takes = version <= 4.6;
  return {
    temperature: takes,
    maxTemperature: 1,
    topP: takes,
    topK: takes,
    temperatureWithTopP: version < 4.1,
    minP: false,
    penalties: false,
    seed: false,
    logitBias: false,
    logprobs: false,
    prediction: false,
    refusedWhileReasoning: true,
  };
};

/** @source Anthropic, "Effort": `max` from 4.6 on, `xhigh` from Opus 4.7 on; read 2026-11-21 */
const effortsOf = (version: number): readonly ReasoningEffort[] =>
  version < 4.7 ? ['low', 'medium', 'high', 'max'] : ['low', 'medium', 'high', 'xhigh', 'max'];

/**
 * Models that always think, at least between tools; a forced tool choice is then refused by those
 * of generation 5.1 on.
 *
 * @source Anthropic, "Adaptive thinking" and migration guides of Fable 5, Opus 5.5, Sonnet 5.5 and
 * Haiku 5.5; read 2026-11-21
 */
const alwaysThinks = (model: ClaudeModel): boolean => {
  if (!isListed(model)) return true;
  if (model.line === 'fable' || model.line === 'mythos') return true;
  return versionOf(model) > 5 && model.line !== 'haiku';
};

const reasoningOf = (model: ClaudeModel): NonNullable<TargetProfileOverrides['reasoning']> => {
  const version = versionOf(model);
  const shared = { historyField: null, thinkTagsInText: false } as const;
  if (version < 3.7) {
    return {
      ...shared,
      style: 'none',
      efforts: [],
      canDisable: true,
      forbidsForcedToolChoice: false,
    };
  }
  if (version < 4.6) {
    return {
      ...shared,
      style: 'budget',
      efforts: [],
      canDisable: true,
      minBudgetTokens: 1_024,
      maxBudgetTokens: (maxOutputOf(model) ?? 32_000) - 1,
      forbidsForcedToolChoice: true,
    };
  }
  return {
    ...shared,
    style: 'adaptive',
    efforts: effortsOf(version),
    canDisable: !alwaysThinks(model),
    minBudgetTokens: 1_024,
    maxBudgetTokens: 120_000,
    forbidsForcedToolChoice: alwaysThinks(model) && version > 5,
  };
};

/**
 * Models that take system text in the middle of the conversation. Sources differ about Sonnet 5, so
 * it is left out.
 *
 * @source Anthropic, "Mid-conversation system messages" (from Opus 4.8 on), read 2026-11-21
 */
const takesSystemInside = (model: ClaudeModel): boolean =>
  isListed(model) &&
  versionOf(model) >= 4.8 &&
  !(model.line === 'sonnet' && versionOf(model) < 5.5);

/** @source Anthropic, tool reference: versions of client and server tools, read 2026-11-21 */
const nativeTools: readonly string[] = [
  'bash_20250124',
  'code_execution_20250522',
  'code_execution_20250825',
  'computer_20250124',
  'memory_20250818',
  'text_editor_20250124',
  'text_editor_20250429',
  'text_editor_20250728',
  'web_fetch_20250910',
  'web_search_20250305',
];

const limitsOf = (model: ClaudeModel): NonNullable<TargetProfileOverrides['limits']> => {
  const maxOutputTokens = maxOutputOf(model);
  return {
    contextTokens: contextOf(model),
    maxOutputTokens,
    // Before 4.5, input and ceiling together must fit the window, so the ceiling stays modest.
    defaultMaxOutputTokens: Math.min(
      maxOutputTokens ?? 4_096,
      versionOf(model) < 4.5 ? 16_000 : 128_000,
    ),
    maxCacheMarks: 4,
  };
};

/**
 * Tells what a Claude model can take over the Messages API.
 *
 * @returns `undefined` for models that are not Claude; conservative facts for unknown generations:
 * no sampling, adaptive thinking that cannot be turned off, no known limits
 * @throws never
 */
export function claudeProfile(modelName: string): TargetProfileOverrides | undefined {
  const model = parseClaudeModel(modelName);
  if (!model) return undefined;
  const version = versionOf(model);
  return {
    reasoningFamily: 'anthropic',
    input: {
      image: version >= 3,
      imageUrl: version >= 3,
      file: version >= 3.5,
      audio: false,
      video: false,
      toolResultImage: version >= 3,
    },
    sampling: samplingOf(model),
    reasoning: reasoningOf(model),
    output: {
      jsonSchema: version >= 4.5 ? 'native' : 'forced-tool',
      jsonObject: 'instruction',
      verbosity: false,
      choices: false,
    },
    limits: limitsOf(model),
    tools: {
      functions: version >= 3,
      freeform: false,
      strict: version >= 4.5,
      parallelSetting: true,
      deferLoading: version >= 4.5 && model.line !== 'haiku',
      callIdPattern: '^[A-Za-z0-9_-]+$',
      requiresResults: true,
      nativeTypes: version >= 4 ? nativeTools : [],
    },
    messages: { systemRole: 'system', midConversationSystem: takesSystemInside(model) },
  };
}
