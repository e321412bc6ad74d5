import type { Json, JsonObject } from '../json.ts';
import type { CacheMark } from './cache-mark.ts';
import type { ToolChoice, ToolDefinition } from './tool.ts';
import type { Turn } from './turn.ts';
import type { WireNode } from './wire-notes.ts';

/** Levels of reasoning effort, in rising order; `none` is {@link ReasoningSettings.mode} `off`. */
export const reasoningEfforts = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/** One of {@link reasoningEfforts}. */
export type ReasoningEffort = (typeof reasoningEfforts)[number];

/** A request for a model's answer, whatever dialect it came in. */
export interface GenerateRequest extends WireNode {
  /** The model as the client named it. */
  readonly model: string;
  /** Whether the client wants a stream. */
  readonly stream: boolean;
  /** The conversation, oldest first. */
  readonly turns: readonly Turn[];
  /** Offered tools in the client's order; empty = none. */
  readonly tools: readonly ToolDefinition[];
  readonly toolChoice?: ToolChoice;
  /** Whether the model may call several tools at once; absent = the provider's default. */
  readonly parallelToolCalls?: boolean;
  readonly output?: OutputSettings;
  readonly limits?: LimitSettings;
  readonly sampling?: SamplingSettings;
  readonly reasoning?: ReasoningSettings;
  readonly cache?: CacheSettings;
  readonly continuity?: ContinuitySettings;
  readonly serving?: ServingSettings;
  readonly identity?: IdentitySettings;
  /** Request-level switches for tools that the provider runs. */
  readonly hosted?: { readonly mcpServers?: Json; readonly webSearch?: Json };
  /** Settings of content checks at the provider, verbatim. */
  readonly safety?: Json;
  /** Feature flags from a header or the body, e.g. `anthropic-beta`. */
  readonly betas?: readonly string[];
  /** Whether the client asked to see usage in the stream. */
  readonly streamUsage?: boolean;
}

/** What form the answer should take. */
export interface OutputSettings {
  readonly format?:
    | { readonly type: 'text' }
    | { readonly type: 'json' }
    | {
        readonly type: 'json-schema';
        readonly schema: Json;
        readonly name?: string;
        readonly description?: string;
        readonly strict?: boolean;
      }
    | { readonly type: 'grammar'; readonly syntax: string; readonly definition: string };
  readonly verbosity?: 'low' | 'medium' | 'high';
  readonly modalities?: readonly ('text' | 'audio' | 'image')[];
  /** Voice and format of spoken answers, verbatim. */
  readonly audio?: Json;
}

/** Ceilings. */
export interface LimitSettings {
  /** Most output tokens, reasoning included where the provider counts it so. */
  readonly maxOutputTokens?: number;
  readonly maxToolCalls?: number;
  /** Strings that end the answer. */
  readonly stopSequences?: readonly string[];
  /** How many alternative answers; absent = 1. */
  readonly choices?: number;
}

/** How tokens are drawn. */
export interface SamplingSettings {
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly minP?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  readonly repetitionPenalty?: number;
  readonly seed?: number;
  /** Token id (as text) → bias. */
  readonly logitBias?: JsonObject;
  readonly logprobs?: boolean;
  /** How many alternatives per token. */
  readonly topLogprobs?: number;
  /** Predicted output, verbatim. */
  readonly prediction?: Json;
}

/** How much the model should think, and what of it is shown. */
export interface ReasoningSettings {
  /** `effort` uses `effort`, `budget` uses `budgetTokens`, `adaptive` lets the model decide. */
  readonly mode: 'default' | 'off' | 'budget' | 'effort' | 'adaptive' | 'between-tools';
  readonly effort?: ReasoningEffort;
  /** Most tokens to spend on reasoning. */
  readonly budgetTokens?: number;
  readonly display?: 'none' | 'auto' | 'concise' | 'detailed' | 'full';
  /** Whether opaque reasoning state should come back with the answer. */
  readonly returnSeals?: boolean;
}

/** Prompt caching. */
export interface CacheSettings {
  /** A request-level mark that the provider places by itself. */
  readonly automatic?: CacheMark;
  readonly key?: string;
  readonly retention?: string;
  readonly options?: Json;
}

/** What links this request with stored state at the provider. */
export interface ContinuitySettings {
  readonly previousResponseId?: string;
  readonly conversation?: Json;
  readonly store?: boolean;
  readonly background?: boolean;
  readonly container?: Json;
  readonly contextManagement?: Json;
  readonly thread?: Json;
}

/** Quality of service. */
export interface ServingSettings {
  /** The dialect's own word, e.g. `auto`, `flex`, `priority`, `standard_only`. */
  readonly tier?: string;
  readonly speed?: 'standard' | 'fast';
  readonly region?: string;
}

/** Whom the request is made for. */
export interface IdentitySettings {
  readonly user?: string;
  readonly safetyIdentifier?: string;
  readonly metadata?: JsonObject;
}
