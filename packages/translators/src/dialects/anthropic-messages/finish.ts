import { type Finish, type FinishReason, isJsonObject, type Json } from '@gateway/spec';

const reasons: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  max_tokens: 'length',
  stop_sequence: 'stop-sequence',
  tool_use: 'tool-calls',
  pause_turn: 'paused',
  refusal: 'refusal',
  compaction: 'compaction',
  model_context_window_exceeded: 'context-full',
};

const stopReasons: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  'stop-sequence': 'stop_sequence',
  length: 'max_tokens',
  'context-full': 'model_context_window_exceeded',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
  refusal: 'refusal',
  paused: 'pause_turn',
  compaction: 'compaction',
  'malformed-tool-call': 'end_turn',
  error: 'end_turn',
  other: 'end_turn',
};

/** Ends this dialect has no word for. */
export const wordlessFinishes: ReadonlySet<FinishReason> = new Set<FinishReason>([
  'malformed-tool-call',
  'error',
  'other',
]);

/** What an upstream of this dialect says about the end. */
export interface StopFacts {
  /** `stop_reason`; absent where the upstream ended without one. */
  readonly stopReason?: string | undefined;
  readonly stopSequence?: string | undefined;
  /** `stop_details`. */
  readonly detail?: Json | undefined;
  /** Whether the answer holds a call that the model itself made and the client must run. */
  readonly hasDirectCall: boolean;
}

/**
 * Tells whether the model itself made a call. Calls made by code that runs at the provider are part
 * of that run, so an answer that holds one may have ended all the same.
 *
 * @param caller - the `caller` member of a `tool_use`, if there is one
 * @throws never
 */
export function isDirectCall(caller: Json | undefined): boolean {
  return !isJsonObject(caller) || caller['type'] === 'direct';
}

/**
 * Reads why an answer ended. An answer that calls a tool and claims to have just stopped waits for
 * the tool.
 *
 * @throws never
 */
export function decodeFinish(facts: StopFacts): Finish {
  const { stopReason, stopSequence, detail } = facts;
  const said = stopReason !== undefined && Object.hasOwn(reasons, stopReason);
  const reason = said ? reasons[stopReason] : stopReason === undefined ? 'stop' : 'other';
  return {
    reason: reason === 'stop' && facts.hasDirectCall ? 'tool-calls' : (reason ?? 'other'),
    ...(stopReason !== undefined && { native: stopReason }),
    ...(stopSequence !== undefined && { stopSequence }),
    ...(detail !== undefined && detail !== null && { detail }),
  };
}

/** How an end is written. */
export interface FinishEncoding {
  /** Whether a `tool_use` block was written. */
  readonly hasToolCall: boolean;
  /** Whether one of them was the model's own call, see {@link isDirectCall}. */
  readonly hasDirectCall: boolean;
  /** Whether a refusal was written, as text. */
  readonly hasRefusal?: boolean;
  /** Whether the upstream spoke this dialect, so that its own words may be repeated. */
  readonly native: boolean;
}

/**
 * Writes why an answer ended. `tool_use` stands exactly where a tool call was written, because
 * clients act on it.
 *
 * @throws never
 */
export function encodeStopReason(finish: Finish, encoding: FinishEncoding): string {
  const { hasToolCall, hasDirectCall, hasRefusal, native } = encoding;
  const reason = finish.reason === 'stop' && hasRefusal ? 'refusal' : finish.reason;
  if (native && finish.native !== undefined && reason === 'other') return finish.native;
  const word = stopReasons[reason];
  if (word === 'tool_use' && !hasToolCall) return 'end_turn';
  if (word === 'end_turn' && hasDirectCall) return 'tool_use';
  return word;
}

/**
 * Writes `stop_details`.
 *
 * @param stopReason - the `stop_reason` that was written
 * @param details - `native`: whether the upstream spoke this dialect, so that its own details fit;
 * `refusal`: text of a refusal of another dialect, empty = none
 * @returns `null` where there is nothing to say
 * @throws never
 */
export function encodeStopDetails(
  stopReason: string,
  finish: Finish,
  details: { readonly native: boolean; readonly refusal: string },
): Json {
  if (details.native) return finish.detail ?? null;
  if (stopReason !== 'refusal') return null;
  return { type: 'refusal', category: null, explanation: details.refusal || null };
}
