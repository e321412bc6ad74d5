import type { Json, JsonObject } from '@gateway/spec';
import type { SimulatorRequest } from './wire.ts';

/** A tool call the simulator makes. */
export interface ScriptedToolCall {
  readonly name: string;
  /** Arguments: text as it is (also invalid JSON), anything else as JSON. */
  readonly arguments: Json;
  /** Absent = an id in the manner of the dialect. */
  readonly id?: string;
}

/** Tokens the simulator claims to have used. */
export interface ScriptedUsage {
  /** All input tokens, cached ones included. */
  readonly inputTokens: number;
  /** Those of `inputTokens` read from a cache. */
  readonly cacheReadTokens: number;
  /** Those of `inputTokens` written to a cache. */
  readonly cacheWriteTokens: number;
  /** All output tokens, reasoning included. */
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

/** Why a simulated answer ends. */
export type SimulatedFinish = 'stop' | 'stop-sequence' | 'length' | 'tool-calls' | 'content-filter';

/** What to say; members that are absent are made up from the request. */
export interface AnswerScript {
  readonly text?: string;
  /** The text as the pieces a stream sends; wins over `text`. */
  readonly pieces?: readonly string[];
  readonly reasoning?: string;
  readonly toolCalls?: readonly ScriptedToolCall[];
  readonly finish?: SimulatedFinish;
  readonly usage?: Partial<ScriptedUsage>;
}

/** A refusal, worded and coded as each dialect's own vendor does. */
export interface ErrorScript {
  readonly kind: SimulatedErrorKind;
  /** HTTP status; absent = the one the dialect's vendor uses for this kind. */
  readonly status?: number;
  readonly message?: string;
  /** Value of `retry-after`, seconds; absent = no hint. */
  readonly retryAfterSeconds?: number;
  /** Further headers, lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Kinds of refusals. */
export type SimulatedErrorKind =
  | 'rate-limit'
  | 'quota'
  | 'billing'
  | 'credential'
  | 'permission'
  | 'not-found'
  | 'method'
  | 'context-length'
  | 'invalid'
  | 'overloaded'
  | 'server';

/** A response given byte by byte. */
export interface WireScript {
  /** HTTP status; absent = 200. */
  readonly status?: number;
  /** Lower-case names; `content-type` is guessed from the body when absent. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body: text and bytes as they are, other values as JSON. */
  readonly body?: Json | Uint8Array;
  /** The body as an event stream, as text. */
  readonly sse?: string;
  /** The body as pieces and pauses. */
  readonly chunks?: readonly (string | Uint8Array | { readonly delayMs: number })[];
}

/** How an answer breaks off. */
export interface Fault {
  /** Whole events sent before it; a body that is not a stream is one event. Absent = all. */
  readonly afterEvents?: number;
  /** Whether half of the next event is sent too. */
  readonly midEvent?: boolean;
  /** Bytes sent before it; wins over `afterEvents`. */
  readonly afterBytes?: number;
  /**
   * `end` = the body ends as if complete, `reset` = the connection breaks, `stall` = nothing more
   * comes, `error-event` = the dialect's error event, then a proper end.
   */
  readonly outcome: 'end' | 'reset' | 'stall' | 'error-event';
  /** The error of an `error-event`; absent = overloaded. */
  readonly error?: ErrorScript;
}

/** Pauses, milliseconds. */
export interface Timing {
  /** Before status and headers. */
  readonly headersDelayMs?: number;
  /** Between the head and the first event. */
  readonly firstEventDelayMs?: number;
  /** Before every later event, or every later piece where `chunkSizes` is given. */
  readonly eventDelayMs?: number;
}

/**
 * What the simulator does with one request. At most one of `answer`, `error` and `wire`; with none
 * of them it makes up an answer.
 */
export interface Behaviour {
  readonly answer?: AnswerScript;
  readonly error?: ErrorScript;
  readonly wire?: WireScript;
  readonly fault?: Fault;
  readonly timing?: Timing;
  /** Sizes of the pieces the body is cut into, bytes; the last one repeats. */
  readonly chunkSizes?: readonly number[];
}

/** A request as scripts see it. */
export interface ScriptRequest extends SimulatorRequest {
  /** How many requests came before, over all routes. */
  readonly index: number;
  /** What the path asks for. */
  readonly route: 'openai-chat' | 'anthropic-messages' | 'count-tokens' | 'models' | 'unknown';
  /** The body parsed; `undefined` where it is not a JSON object. */
  readonly json: JsonObject | undefined;
}

/** Decides what the simulator does; `undefined` = answer as it would without a script. */
export type Script = (request: ScriptRequest) => Behaviour | undefined;

/**
 * Makes a script that goes through behaviours one request at a time and stays at the last one.
 *
 * @throws never; without behaviours the simulator answers as it would without a script
 * @example sequence({ error: { kind: 'rate-limit', retryAfterSeconds: 1 } }, {})
 */
export function sequence(...behaviours: readonly Behaviour[]): Script {
  let next = 0;
  return () => {
    const behaviour = behaviours[Math.min(next, behaviours.length - 1)];
    next += 1;
    return behaviour;
  };
}
