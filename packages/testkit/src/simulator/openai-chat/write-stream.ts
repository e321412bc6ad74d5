import type { JsonObject } from '@gateway/spec';
import type { SimulatedAnswer, SimulatedDialect, SimulatedToolCall } from '../dialect.ts';
import { splitInTwo } from '../split-in-two.ts';
import { toCallId, toEnvelope, toFinishWord, toUsage } from './answer-parts.ts';

const toEvent = (value: JsonObject): string => `data: ${JSON.stringify(value)}\n\n`;

const toCallDeltas = (answer: SimulatedAnswer, call: SimulatedToolCall, at: number) => {
  const id = toCallId(answer, call, at);
  const [field, grown, type] =
    call.kind === 'freeform'
      ? (['custom', 'input', 'custom'] as const)
      : (['function', 'arguments', 'function'] as const);
  const start = { index: at, id, type, [field]: { name: call.name, [grown]: '' } };
  const growth = splitInTwo(call.text).map((text) => ({ index: at, [field]: { [grown]: text } }));
  return [start, ...growth].map((delta) => ({ tool_calls: [delta] }));
};

const toDeltas = (answer: SimulatedAnswer): JsonObject[] => [
  { role: 'assistant', content: answer.toolCalls.length > 0 ? null : '', refusal: null },
  ...splitInTwo(answer.reasoning).map((text) => ({ reasoning_content: text })),
  ...answer.pieces.map((content) => ({ content })),
  ...answer.toolCalls.flatMap((call, at) => toCallDeltas(answer, call, at)),
];

/** Writes an answer as `chat.completion.chunk` events, ended by `[DONE]`. */
export const writeStream: SimulatedDialect['writeStream'] = (answer, prompt) => {
  const envelope = toEnvelope(answer, 'chat.completion.chunk');
  // A stream that reports usage says `null` in every other chunk.
  const noUsage = prompt.streamUsage ? { usage: null } : {};
  const toChunk = (index: number, delta: JsonObject, finish: string | null) =>
    toEvent({
      ...envelope,
      choices: [{ index, delta, logprobs: null, finish_reason: finish }],
      ...noUsage,
    });
  const events: string[] = [];
  for (let index = 0; index < prompt.choiceCount; index += 1) {
    for (const delta of toDeltas(answer)) events.push(toChunk(index, delta, null));
    events.push(toChunk(index, {}, toFinishWord(answer)));
  }
  if (prompt.streamUsage) {
    events.push(toEvent({ ...envelope, choices: [], usage: toUsage(answer, prompt.choiceCount) }));
  }
  return [...events, 'data: [DONE]\n\n'];
};
