import type { WireEvent } from '@gateway/protocols';
import { isJsonObject, type Json, type JsonObject } from '@gateway/spec';

/** A message as the accumulators of the official SDKs put it together. */
export interface Accumulated {
  readonly message: JsonObject;
  readonly content: readonly JsonObject[];
}

const grown: Readonly<Record<string, (block: JsonObject, delta: JsonObject) => JsonObject>> = {
  text_delta: (block, delta) => ({
    ...block,
    text: `${block['text'] ?? ''}${delta['text'] ?? ''}`,
  }),
  thinking_delta: (block, delta) => ({
    ...block,
    thinking: `${block['thinking'] ?? ''}${delta['thinking'] ?? ''}`,
  }),
  signature_delta: (block, delta) => ({ ...block, signature: delta['signature'] ?? '' }),
  citations_delta: (block, delta) => ({
    ...block,
    citations: [...asList(block['citations']), delta['citation'] ?? null],
  }),
  compaction_delta: (block, delta) => ({
    ...block,
    content: `${block['content'] ?? ''}${delta['content'] ?? ''}`,
  }),
};

const asList = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** Puts a whole stream together. Assumes a well-formed stream that begins once. */
export function accumulate(events: readonly WireEvent[]): Accumulated {
  let message: JsonObject = {};
  const content: JsonObject[] = [];
  const inputs = new Map<number, string>();
  for (const { data } of events) {
    const event = data === '' ? {} : (JSON.parse(data) as JsonObject);
    const index = Number(event['index']);
    const delta = isJsonObject(event['delta']) ? event['delta'] : {};
    switch (event['type']) {
      case 'message_start':
        message = event['message'] as JsonObject;
        content.push(...(asList(message['content']) as JsonObject[]));
        break;
      case 'content_block_start':
        content[index] = event['content_block'] as JsonObject;
        break;
      case 'content_block_delta':
        if (delta['type'] === 'input_json_delta') {
          inputs.set(index, (inputs.get(index) ?? '') + delta['partial_json']);
        } else {
          const grow = grown[String(delta['type'])];
          content[index] = grow?.(content[index] ?? {}, delta) ?? content[index] ?? {};
        }
        break;
      case 'message_delta': {
        const { delta: _delta, type: _type, usage, ...beside } = event;
        message = { ...message, ...delta, ...beside, usage: joinUsage(message['usage'], usage) };
        break;
      }
      default:
    }
  }
  for (const [index, text] of inputs) {
    if (text !== '') content[index] = { ...content[index], input: JSON.parse(text) };
  }
  return { message: { ...message, content }, content };
}

function joinUsage(before: Json | undefined, later: Json | undefined): JsonObject {
  const said = Object.entries(isJsonObject(later) ? later : {}).filter(
    ([, value]) => value !== null,
  );
  return { ...(isJsonObject(before) ? before : {}), ...Object.fromEntries(said) };
}
