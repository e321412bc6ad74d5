import type { Json, JsonObject } from '@gateway/spec';
import type { SimulatedDialect } from '../dialect.ts';
import { toText } from '../read-json.ts';
import { toBlocks, toMessage, toStop, toUsage } from './answer-parts.ts';

/** Arguments are an object here; a script's broken text can only be shown in a stream. */
const parseInput = (text: string): Json => {
  try {
    // Parsed JSON is what `Json` describes.
    return JSON.parse(text) as Json;
  } catch {
    // Not JSON: a vendor would never send it in this place, so it travels as a string.
    return text;
  }
};

const withInput = (block: JsonObject): JsonObject =>
  block['type'] === 'tool_use' ? { ...block, input: parseInput(toText(block['input'])) } : block;

/** Writes an answer as one `message`. */
export const writeAnswer: SimulatedDialect['writeAnswer'] = (answer) =>
  toMessage(answer, {
    content: toBlocks(answer).map(withInput),
    ...toStop(answer),
    usage: toUsage(answer),
  });
