import type { JsonObject } from '@gateway/spec';
import type { SimulatedAnswer, SimulatedDialect } from '../dialect.ts';
import { toText } from '../read-json.ts';
import { splitInTwo } from '../split-in-two.ts';
import { toBlocks, toMessage, toStop, toUsage } from './answer-parts.ts';

const toEvent = (type: string, members: JsonObject): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;

interface GrowingBlock {
  readonly start: JsonObject;
  readonly deltas: readonly JsonObject[];
}

const grow = (block: JsonObject, pieces: readonly string[]): GrowingBlock => {
  if (block['type'] === 'thinking') {
    const deltas = splitInTwo(toText(block['thinking'])).map((thinking) => ({
      type: 'thinking_delta',
      thinking,
    }));
    const sealed = { type: 'signature_delta', signature: toText(block['signature']) };
    return {
      start: { type: 'thinking', thinking: '', signature: '' },
      deltas: [...deltas, sealed],
    };
  }
  if (block['type'] === 'text') {
    return {
      start: { type: 'text', text: '' },
      deltas: pieces.map((text) => ({ type: 'text_delta', text })),
    };
  }
  const growth = splitInTwo(toText(block['input'])).map((text) => ({
    type: 'input_json_delta',
    partial_json: text,
  }));
  // The vendor sends an empty piece first.
  const deltas = [{ type: 'input_json_delta', partial_json: '' }, ...growth];
  return { start: { ...block, input: {} }, deltas };
};

const toBlockEvents = (answer: SimulatedAnswer): string[] =>
  toBlocks(answer).flatMap((block, index) => {
    const { start, deltas } = grow(block, answer.pieces);
    return [
      toEvent('content_block_start', { index, content_block: start }),
      ...(index === 0 ? [toEvent('ping', {})] : []),
      ...deltas.map((delta) => toEvent('content_block_delta', { index, delta })),
      toEvent('content_block_stop', { index }),
    ];
  });

/** Writes an answer as Messages events, ended by `message_stop`. */
export const writeStream: SimulatedDialect['writeStream'] = (answer) => {
  const usage = toUsage(answer);
  const message = toMessage(answer, {
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    usage: { ...usage, output_tokens: 1 },
  });
  return [
    toEvent('message_start', { message }),
    ...toBlockEvents(answer),
    toEvent('message_delta', { delta: { ...toStop(answer), container: null }, usage }),
    toEvent('message_stop', {}),
  ];
};
