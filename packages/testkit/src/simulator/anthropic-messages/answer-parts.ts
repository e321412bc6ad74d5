import type { JsonObject } from '@gateway/spec';
import type { SimulatedAnswer } from '../dialect.ts';

const stopWords = {
  stop: 'end_turn',
  'stop-sequence': 'stop_sequence',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
} as const;

/** The members that say how an answer ended. */
export const toStop = (answer: SimulatedAnswer): JsonObject => ({
  stop_reason: stopWords[answer.finish],
  stop_sequence: answer.stopSequence ?? null,
  stop_details: null,
});

/** The usage object; `input_tokens` leaves cached tokens out. */
export const toUsage = ({ usage }: SimulatedAnswer): JsonObject => ({
  input_tokens: usage.inputTokens - usage.cacheReadTokens - usage.cacheWriteTokens,
  cache_creation_input_tokens: usage.cacheWriteTokens,
  cache_read_input_tokens: usage.cacheReadTokens,
  cache_creation: {
    ephemeral_5m_input_tokens: usage.cacheWriteTokens,
    ephemeral_1h_input_tokens: 0,
  },
  output_tokens: usage.outputTokens,
  service_tier: 'standard',
});

/** Opaque text that stands for a thinking block; the same text has the same signature. */
export const signThinking = (thinking: string): string => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < thinking.length; at += 1) {
    hash = Math.imul(hash ^ thinking.charCodeAt(at), 0x01000193);
  }
  return btoa(`simulated-signature-${(hash >>> 0).toString(16).padStart(8, '0')}`);
};

/** The content blocks of an answer, complete. */
export const toBlocks = (answer: SimulatedAnswer): JsonObject[] => {
  const text = answer.pieces.join('');
  const { reasoning, serial } = answer;
  return [
    ...(reasoning
      ? [{ type: 'thinking', thinking: reasoning, signature: signThinking(reasoning) }]
      : []),
    ...(text ? [{ type: 'text', text }] : []),
    ...answer.toolCalls.map((call, at) => ({
      type: 'tool_use',
      id: call.id ?? `toolu_sim${serial}_${at}`,
      name: call.name,
      input: call.text,
    })),
  ];
};

/** The message around the blocks. */
export const toMessage = (answer: SimulatedAnswer, members: JsonObject): JsonObject => ({
  id: `msg_sim${answer.serial}`,
  type: 'message',
  role: 'assistant',
  model: answer.model,
  container: null,
  ...members,
});
