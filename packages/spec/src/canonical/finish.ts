import type { Json } from '../json.ts';

/** Why an answer ended. */
export const finishReasons = [
  'stop',
  'stop-sequence',
  'length',
  'context-full',
  'tool-calls',
  'content-filter',
  'refusal',
  'paused',
  'compaction',
  'malformed-tool-call',
  'error',
  'other',
] as const;

/** One of {@link finishReasons}. */
export type FinishReason = (typeof finishReasons)[number];

/** How an answer ended. */
export interface Finish {
  readonly reason: FinishReason;
  /** The upstream's own word. */
  readonly native?: string;
  /** The stop string that was hit. */
  readonly stopSequence?: string;
  /** Further detail as the upstream gave it (e.g. Anthropic `stop_details`). */
  readonly detail?: Json;
}
