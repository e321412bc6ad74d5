import type { Finish, FinishReason, Part } from '@gateway/spec';

const reasons: ReadonlyMap<string, FinishReason> = new Map([
  ['stop', 'stop'],
  ['length', 'length'],
  ['tool_calls', 'tool-calls'],
  ['function_call', 'tool-calls'],
  ['content_filter', 'content-filter'],
]);

const words: Readonly<Record<FinishReason, string>> = {
  stop: 'stop',
  'stop-sequence': 'stop',
  length: 'length',
  'context-full': 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  refusal: 'content_filter',
  paused: 'stop',
  compaction: 'stop',
  'malformed-tool-call': 'stop',
  error: 'stop',
  other: 'stop',
};

/** Ends that chat has no word for. */
export const wordlessFinishes: ReadonlySet<FinishReason> = new Set<FinishReason>([
  'context-full',
  'paused',
  'compaction',
  'malformed-tool-call',
  'error',
  'other',
]);

/** What a choice holds, as far as its finish depends on it. */
export interface ChoiceContent {
  readonly called: boolean;
  readonly refused: boolean;
}

/**
 * Looks for what decides a finish.
 *
 * @throws never
 */
export function contentOf(parts: readonly Part[]): ChoiceContent {
  return {
    called: parts.some(({ type }) => type === 'tool-call'),
    refused: parts.some(({ type }) => type === 'refusal'),
  };
}

/**
 * Reads a `finish_reason`. A choice with tool calls that stops has ended for its calls, one with a
 * refusal because of it, whatever the upstream says; no word at all counts as stopping.
 *
 * @param native - the upstream's word; empty or `undefined` = it gave none
 * @throws never
 */
export function decodeFinish(
  native: string | undefined,
  { called, refused }: ChoiceContent,
): Finish {
  const reason = native ? (reasons.get(native) ?? 'other') : 'stop';
  const isStop = reason === 'stop' || reason === 'other';
  const settled = isStop && called ? 'tool-calls' : isStop && refused ? 'refusal' : reason;
  return { reason: settled, ...(native !== undefined && { native }) };
}

/**
 * Writes a `finish_reason`, by what the answer really holds: `tool_calls` if, and only if, a call
 * was written and the answer was not cut off. A chat upstream's own word stays while it says the
 * same.
 *
 * @param isOwn - whether the answer comes from a chat upstream
 * @throws never
 */
export function encodeFinish(finish: Finish, content: ChoiceContent, isOwn: boolean): string {
  const { native, reason } = finish;
  if (isOwn && native && decodeFinish(native, content).reason === reason) return native;
  const word = words[reason];
  if (content.called && word === 'stop') return 'tool_calls';
  return !content.called && word === 'tool_calls' ? 'stop' : word;
}

/**
 * Reads the explanation of a refusal out of the detail of another dialect.
 *
 * @returns the model's words; `undefined` where there are none
 * @throws never
 */
export function refusalText({ reason, detail }: Finish): string | undefined {
  if (reason !== 'refusal' || typeof detail !== 'object' || detail === null) return undefined;
  const explanation = 'explanation' in detail ? detail['explanation'] : undefined;
  return typeof explanation === 'string' && explanation !== '' ? explanation : undefined;
}
