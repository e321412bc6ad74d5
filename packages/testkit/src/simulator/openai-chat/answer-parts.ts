import type { Json, JsonObject } from '@gateway/spec';
import type { SimulatedAnswer, SimulatedToolCall } from '../dialect.ts';

const finishWords = {
  stop: 'stop',
  'stop-sequence': 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
} as const;

/** The finish reason in Chat Completions' word. */
export const toFinishWord = (answer: SimulatedAnswer): string => finishWords[answer.finish];

/** Members every answer and every chunk begins with. */
export const toEnvelope = (answer: SimulatedAnswer, object: string): JsonObject => ({
  id: `chatcmpl-sim${answer.serial}`,
  object,
  created: Math.floor(answer.createdAtMs / 1000),
  model: answer.model,
  system_fingerprint: 'fp_simulator',
});

/** The id of a tool call. */
export const toCallId = (answer: SimulatedAnswer, call: SimulatedToolCall, at: number): string =>
  call.id ?? `call_sim${answer.serial}_${at}`;

/** The usage object; prompt tokens include cached ones. */
export const toUsage = ({ usage }: SimulatedAnswer, choiceCount: number): JsonObject => {
  const completion = usage.outputTokens * choiceCount;
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: completion,
    total_tokens: usage.inputTokens + completion,
    prompt_tokens_details: { cached_tokens: usage.cacheReadTokens, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens * choiceCount,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
};

/** One value per alternative answer, in order of index. */
export const perChoice = (count: number, toChoice: (index: number) => Json): Json[] =>
  Array.from({ length: count }, (_, index) => toChoice(index));
