import type { Finish, FinishReason } from '@gateway/spec';

const reasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
};

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

/**
 * Reads a `finish_reason`. A choice with tool calls that stops has ended for its calls, whatever
 * the upstream says; no word at all counts as stopping.
 *
 * @param native - the upstream's word; empty or `undefined` = it gave none
 * @param called - whether the choice holds a tool call
 * @throws never
 */
export function decodeFinish(native: string | undefined, called: boolean): Finish {
  const reason = native ? (reasons[native] ?? 'other') : 'stop';
  const settled = called && (reason === 'stop' || reason === 'other') ? 'tool-calls' : reason;
  return { reason: settled, ...(native !== undefined && { native }) };
}

/**
 * Writes a `finish_reason`, by what the answer really holds: `tool_calls` if, and only if, a call
 * was written and the answer was not cut off.
 *
 * @throws never
 */
export function encodeFinish({ reason }: Finish, called: boolean): string {
  const word = words[reason];
  if (called && word === 'stop') return 'tool_calls';
  return !called && word === 'tool_calls' ? 'stop' : word;
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
