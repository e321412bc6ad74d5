import type { ReasoningEffort } from './canonical/generate-request.ts';
import type { ReasoningFamily } from './dialect.ts';

/**
 * What a model at an upstream can take. Encoders ask this, never for a vendor. Each dialect has
 * conservative defaults; providers refine them per model.
 */
export interface TargetProfile {
  /** Whose opaque reasoning state the target accepts. */
  readonly reasoningFamily: ReasoningFamily;

  /** Input besides text. `false` = refuse or drop with a loss. */
  readonly input: {
    readonly image: boolean;
    /** Whether images may be given by address. */
    readonly imageUrl: boolean;
    readonly file: boolean;
    readonly audio: boolean;
    readonly video: boolean;
    /** Whether a tool result may hold images; if not they move to a following user turn. */
    readonly toolResultImage: boolean;
  };

  /** Sampling parameters the target accepts; `false` = drop with a loss. */
  readonly sampling: {
    readonly temperature: boolean;
    /** Highest temperature, e.g. 1 or 2; higher values are clamped. */
    readonly maxTemperature: number;
    readonly topP: boolean;
    readonly topK: boolean;
    /** Whether temperature and top-p may be given together. */
    readonly temperatureWithTopP: boolean;
    readonly minP: boolean;
    readonly penalties: boolean;
    readonly seed: boolean;
    readonly logitBias: boolean;
    readonly logprobs: boolean;
    readonly prediction: boolean;
    /** Whether sampling parameters are refused while reasoning is on. */
    readonly refusedWhileReasoning: boolean;
  };

  readonly reasoning: {
    /** How reasoning is asked for: not at all, by effort, by token budget, or adaptively + effort. */
    readonly style: 'none' | 'effort' | 'budget' | 'adaptive';
    /** Accepted efforts in rising order; empty where `style` has none. */
    readonly efforts: readonly ReasoningEffort[];
    /** Whether reasoning can be turned off; how is the encoder's matter. */
    readonly canDisable: boolean;
    /** Smallest and largest budget, tokens. */
    readonly minBudgetTokens: number;
    readonly maxBudgetTokens: number;
    /** Whether a forced tool choice is refused while reasoning is on. */
    readonly forbidsForcedToolChoice: boolean;
    /** Whether function tools are refused unless reasoning is turned off; absent = no. */
    readonly forbidsTools?: boolean;
    /** Chat history key that takes earlier reasoning back; `null` = none. */
    readonly historyField: 'reasoning_content' | 'reasoning' | null;
    /** Whether reasoning arrives as `<think>` tags inside the text. */
    readonly thinkTagsInText: boolean;
  };

  readonly output: {
    /** How a JSON schema for the answer is held: natively, by a forced tool, or by instruction. */
    readonly jsonSchema: 'native' | 'forced-tool' | 'instruction';
    readonly jsonObject: 'native' | 'instruction';
    readonly verbosity: boolean;
    /** Whether several alternative answers may be asked for. */
    readonly choices: boolean;
  };

  readonly limits: {
    /** Context window, tokens; `null` = unknown. */
    readonly contextTokens: number | null;
    /** Largest output, tokens; `null` = unknown. */
    readonly maxOutputTokens: number | null;
    /** Output ceiling to send when the dialect demands one and the client gave none. */
    readonly defaultMaxOutputTokens: number;
    /** Stop strings the target takes; the rest is emulated. */
    readonly maxStopSequences: number;
    /** Cache breakpoints the target takes; 0 = none. */
    readonly maxCacheMarks: number;
  };

  readonly tools: {
    readonly functions: boolean;
    readonly freeform: boolean;
    readonly strict: boolean;
    readonly parallelSetting: boolean;
    readonly deferLoading: boolean;
    /** Legal tool names, as the source of a regular expression. */
    readonly namePattern: string;
    readonly maxNameLength: number;
    /** Legal tool-call ids, as the source of a regular expression. */
    readonly callIdPattern: string;
    readonly maxCallIdLength: number;
    /** Whether a tool call without a result makes the target refuse the request. */
    readonly requiresResults: boolean;
    /** Provider-run and provider-declared tool types the target knows, e.g. `web_search_20250305`. */
    readonly nativeTypes: readonly string[];
  };

  readonly messages: {
    /** The role system text is sent with. */
    readonly systemRole: 'system' | 'developer';
    /** Whether system text may come after the first user turn. */
    readonly midConversationSystem: boolean;
    /** Whether a message of one text must be a string rather than a list of parts. */
    readonly preferStringContent: boolean;
    /** Whether assistant messages with tool calls need `content: ""` instead of `null`. */
    readonly emptyContentAsString: boolean;
    readonly outputLimitField: 'max_tokens' | 'max_completion_tokens';
    /** Whether `metadata` on requests is understood. */
    readonly metadata: boolean;
    /** Whether `stream_options.include_usage` is understood. */
    readonly streamUsageOption: boolean;
    readonly serviceTier: boolean;
    readonly store: boolean;
    readonly promptCacheKey: boolean;
  };

  readonly stream: {
    /** Whether a stream that stops after text without finish and sentinel counts as finished. */
    readonly finishOptional: boolean;
  };
}

/** A {@link TargetProfile} of which only some sections and members are given. */
export type TargetProfileOverrides = {
  readonly [Section in keyof TargetProfile]?: TargetProfile[Section] extends object
    ? Partial<TargetProfile[Section]>
    : TargetProfile[Section];
};

/**
 * Lays overrides over a profile, section by section.
 *
 * @returns a new profile; later overrides win; neither input is changed
 * @throws never
 */
export function mergeTargetProfile(
  base: TargetProfile,
  ...overrides: readonly (TargetProfileOverrides | undefined)[]
): TargetProfile {
  const merged: Record<string, unknown> = { ...base };
  for (const layer of overrides) {
    for (const [section, value] of Object.entries(layer ?? {})) {
      const under = merged[section];
      merged[section] =
        typeof value === 'object' && typeof under === 'object' ? { ...under, ...value } : value;
    }
  }
  // Every section of `base` is still there and only members of the same section were replaced.
  return merged as unknown as TargetProfile;
}
