import type {
  Dialect,
  Exchange,
  GenerateRequest,
  Operation,
  TargetProfile,
  ToolNameEntry,
} from '@gateway/spec';
import type { TranslationContext } from '../codec.ts';
import type { LossRecorder } from '../loss-recorder.ts';

/** What adapting a request to a target needs to know. */
export interface AdaptOptions {
  /** The client's dialect. */
  readonly from: Dialect;
  /** The upstream's dialect. */
  readonly to: Dialect;
  readonly target: TargetProfile;
  readonly context: TranslationContext;
  readonly loss: LossRecorder;
  /** `generate` or `count`; absent = `generate`. Counts need no output ceiling. */
  readonly operation?: Operation;
  /** Where a canonical field, e.g. `sampling.topK`, sits in the client's body. */
  readonly pathOf: (canonicalField: string) => string;
}

/** The part of an {@link Exchange} that is decided while a request is adapted. */
export interface ExchangePatch {
  readonly toolNames: Exchange['toolNames'];
  readonly forcedOutputTool?: string;
  readonly emulatedStops?: readonly string[];
  readonly echo: Pick<Exchange['echo'], 'freeformTools' | 'showReasoning' | 'streamUsage'>;
}

/** Collects what the way back must know, while the steps run. */
export interface ExchangeDraft {
  /** Upstream tool name → what the client declared. */
  toolNames: Map<string, ToolNameEntry>;
  forcedOutputTool?: string;
  emulatedStops?: readonly string[];
  freeformTools?: boolean;
  showReasoning?: boolean;
}

/** What every step gets. */
export interface AdaptContext extends AdaptOptions {
  /** Whether client and upstream speak the same dialect, so that foreign-dialect rules rest. */
  readonly sameDialect: boolean;
  /** The request before any step. */
  readonly original: GenerateRequest;
  readonly exchange: ExchangeDraft;
}

/** One idea of adapting; returns the same object where there is nothing to do. */
export type AdaptStep = (request: GenerateRequest, context: AdaptContext) => GenerateRequest;

/**
 * Makes the context that one request's steps share.
 *
 * @throws never
 */
export function createAdaptContext(original: GenerateRequest, options: AdaptOptions): AdaptContext {
  return {
    ...options,
    original,
    sameDialect: options.from === options.to,
    exchange: { toolNames: new Map() },
  };
}

/**
 * Reads what the steps decided, as a serialisable record.
 *
 * @throws never
 */
export function toExchangePatch(draft: ExchangeDraft, request: GenerateRequest): ExchangePatch {
  const { forcedOutputTool, emulatedStops, freeformTools, showReasoning } = draft;
  return {
    // `fromEntries` defines own properties, so a tool called `__proto__` does no harm.
    toolNames: Object.fromEntries(draft.toolNames),
    ...(forcedOutputTool !== undefined && { forcedOutputTool }),
    ...(emulatedStops !== undefined && { emulatedStops }),
    echo: {
      ...(request.streamUsage !== undefined && { streamUsage: request.streamUsage }),
      ...(freeformTools !== undefined && { freeformTools }),
      ...(showReasoning !== undefined && { showReasoning }),
    },
  };
}
