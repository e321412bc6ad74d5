import type { Dialect, ReasoningFamily } from './dialect.ts';
import type { Operation } from './operation.ts';

/** How a tool of the upstream request maps back to what the client declared. */
export interface ToolNameEntry {
  /** The name the client knows. */
  readonly name: string;
  readonly namespace?: string;
  /** What the client declared; `text` input is unwrapped again where it was wrapped. */
  readonly kind: 'function' | 'freeform' | 'native' | 'mcp';
  /** Set where a freeform string was wrapped as `{ "<property>": "…" }`. */
  readonly wrappedProperty?: string;
}

/**
 * What the way back needs to know about the way there: made by `translateRequest`, taken by
 * `translateResponse` and `createStreamTranslator`. JSON-serialisable, so that it can be stored or
 * sent to another process.
 */
export interface Exchange {
  /** Version of this record's shape. */
  readonly version: 1;
  readonly operation: Operation;
  /** The client's dialect. */
  readonly from: Dialect;
  /** The upstream's dialect. */
  readonly to: Dialect;
  /** Whether the client wants a stream. */
  readonly stream: boolean;
  /** The model name the client used; answers repeat it. */
  readonly requestedModel: string;
  /** Whose opaque state the upstream mints. */
  readonly targetFamily: ReasoningFamily;
  /** Upstream tool name → what the client declared; only names that changed or were wrapped. */
  readonly toolNames: Readonly<Record<string, ToolNameEntry>>;
  /** Set where structured output was obtained through a forced tool: the name of that tool. */
  readonly forcedOutputTool?: string;
  /** Stop strings that the gateway applies to visible text itself. */
  readonly emulatedStops?: readonly string[];
  /** Facts that the client's dialect repeats in answers or decides their form. */
  readonly echo: {
    /** Whether the client asked for usage in the stream (chat). */
    readonly streamUsage?: boolean;
    /** Whether the client declared freeform tools, so that freeform calls may be answered as such. */
    readonly freeformTools?: boolean;
    /** How many alternative answers the client asked for; absent = 1. */
    readonly choices?: number;
    /** Whether reasoning may be shown to the client. */
    readonly showReasoning?: boolean;
    /** Version header of the client's dialect, e.g. `anthropic-version`. */
    readonly apiVersion?: string;
    /** Estimated input tokens, for dialects that state them at the start of a stream. */
    readonly estimatedInputTokens?: number;
  };
  /** Reading rules for the upstream's answer, taken from the target profile. */
  readonly upstream: {
    readonly thinkTagsInText?: boolean;
    readonly finishOptional?: boolean;
  };
  /** Name of the client profile that applies, e.g. `claude-code`. */
  readonly clientProfile?: string;
}
