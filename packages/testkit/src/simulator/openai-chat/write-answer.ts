import type { JsonObject } from '@gateway/spec';
import type { SimulatedAnswer, SimulatedDialect } from '../dialect.ts';
import { perChoice, toCallId, toEnvelope, toFinishWord, toUsage } from './answer-parts.ts';

const toToolCalls = (answer: SimulatedAnswer): JsonObject[] =>
  answer.toolCalls.map((call, at) => {
    const id = toCallId(answer, call, at);
    return call.kind === 'freeform'
      ? { id, type: 'custom', custom: { name: call.name, input: call.text } }
      : { id, type: 'function', function: { name: call.name, arguments: call.text } };
  });

const toMessage = (answer: SimulatedAnswer): JsonObject => {
  const text = answer.pieces.join('');
  const called = answer.toolCalls.length > 0;
  return {
    role: 'assistant',
    content: called && text === '' ? null : text,
    refusal: null,
    ...(answer.reasoning && { reasoning_content: answer.reasoning }),
    ...(called && { tool_calls: toToolCalls(answer) }),
    annotations: [],
  };
};

/** Writes an answer as one `chat.completion`. */
export const writeAnswer: SimulatedDialect['writeAnswer'] = (answer, prompt) => ({
  ...toEnvelope(answer, 'chat.completion'),
  choices: perChoice(prompt.choiceCount, (index) => ({
    index,
    message: toMessage(answer),
    logprobs: null,
    finish_reason: toFinishWord(answer),
  })),
  usage: toUsage(answer, prompt.choiceCount),
});
