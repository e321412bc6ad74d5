import type { GatewayErrorFields } from '../error/gateway-error.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Citation } from './citation.ts';
import type { Finish } from './finish.ts';
import type { Part } from './part.ts';
import type { Seal } from './seal.ts';
import type { Usage } from './usage.ts';
import type { WireNode } from './wire-notes.ts';

/** The answer begins; always the first event. */
export interface StreamStartEvent extends WireNode {
  readonly type: 'stream-start';
  readonly id: string;
  readonly model: string;
  readonly createdAtSeconds?: number;
  /** Input side, where the upstream says it at the start. */
  readonly usage?: Usage;
  readonly serviceTier?: string;
}

/** A part opens. Several may be open at once. */
export interface PartStartEvent {
  readonly type: 'part-start';
  /** Grows strictly with every start of a stream, over all choices. */
  readonly index: number;
  /** Zero-based choice; absent = 0. */
  readonly choice?: number;
  /** Seed of the part: empty, or already filled with what the upstream sent at the start. */
  readonly part: Part;
}

/** More of an open part. Each delta carries one kind of growth. */
export type PartDelta =
  | { readonly type: 'text'; readonly text: string; readonly logprobs?: Json }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'reasoning-summary'; readonly section: number; readonly text: string }
  | { readonly type: 'tool-input'; readonly text: string }
  | { readonly type: 'refusal'; readonly text: string; readonly logprobs?: Json }
  | { readonly type: 'seal'; readonly seal: Seal }
  | { readonly type: 'citation'; readonly citation: Citation }
  | { readonly type: 'audio'; readonly base64?: string; readonly transcript?: string }
  | { readonly type: 'unknown'; readonly value: JsonObject };

/** An open part grows. */
export interface PartDeltaEvent {
  readonly type: 'part-delta';
  readonly index: number;
  readonly delta: PartDelta;
}

/** A part is complete. */
export interface PartEndEvent {
  readonly type: 'part-end';
  readonly index: number;
  /** The authoritative final value, where the upstream sent one. */
  readonly part?: Part;
}

/** Usage as known so far; cumulative, the last one wins per field. */
export interface UsageEvent {
  readonly type: 'usage';
  readonly usage: Usage;
}

/** A sign of life without content: a ping or a comment. */
export interface IdleEvent {
  readonly type: 'idle';
}

/** A choice ended well. The finish of the last open choice ends the stream. */
export interface FinishEvent extends WireNode {
  readonly type: 'finish';
  /** One entry per choice, in order of index. */
  readonly finishes: readonly Finish[];
  readonly usage: Usage;
  readonly serviceTier?: string;
  readonly container?: Json;
}

/** The stream failed; nothing follows. */
export interface ErrorEvent {
  readonly type: 'error';
  readonly error: GatewayErrorFields;
}

/**
 * What happens in a stream. `stream-start` first; deltas only to open parts; every start has its
 * end before `finish`; exactly one of `finish` and `error`, and nothing after it.
 */
export type StreamEvent =
  | StreamStartEvent
  | PartStartEvent
  | PartDeltaEvent
  | PartEndEvent
  | UsageEvent
  | IdleEvent
  | FinishEvent
  | ErrorEvent;
