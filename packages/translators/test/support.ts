import { createSseDecoder, type WireEvent } from '@gateway/protocols';
import {
  type Dialect,
  type Exchange,
  isJsonObject,
  type Json,
  type JsonObject,
} from '@gateway/spec';
import {
  createStreamTranslator,
  type StreamTranslator,
  type TranslateRequestOptions,
  translateRequest,
} from '../src/index.ts';

/** The two dialects that have codecs now, as a pair of client and upstream. */
export const pairs: readonly (readonly [from: Dialect, to: Dialect])[] = [
  ['anthropic-messages', 'openai-chat'],
  ['openai-chat', 'anthropic-messages'],
  ['openai-chat', 'openai-chat'],
  ['anthropic-messages', 'anthropic-messages'],
];

export const sealKey = new Uint8Array(32).fill(9);

export const weatherTool = {
  'openai-chat': {
    type: 'function',
    function: { name: 'weather', parameters: { type: 'object', properties: {} } },
  },
  'anthropic-messages': { name: 'weather', input_schema: { type: 'object', properties: {} } },
} as const;

/** The smallest request of a dialect. */
export function smallRequest(from: Dialect, members: JsonObject = {}): JsonObject {
  const limit = from === 'anthropic-messages' ? { max_tokens: 1000 } : {};
  return { model: 'm', ...limit, messages: [{ role: 'user', content: 'hi' }], ...members };
}

/** The exchange of a small request. */
export function exchangeOf(
  from: Dialect,
  to: Dialect,
  options: { readonly members?: JsonObject } & Partial<TranslateRequestOptions> = {},
): Exchange {
  const { members, ...rest } = options;
  const streaming = {
    stream: true,
    ...(from === 'openai-chat' && { stream_options: { include_usage: true } }),
  };
  const request = smallRequest(from, { ...streaming, ...members });
  const result = translateRequest({ from, to, request, context: { sealKey }, ...rest });
  if (!result.ok) throw new Error(result.error.message);
  return result.exchange;
}

/** Writes events as an SSE text: chat chunks as data, Messages events under their type. */
export function sse(...events: readonly Json[]): string {
  return events
    .map((event) => {
      const data = typeof event === 'string' ? event : JSON.stringify(event);
      const type =
        isJsonObject(event) && typeof event['type'] === 'string' ? event['type'] : undefined;
      return `${type === undefined ? '' : `event: ${type}\n`}data: ${data}\n\n`;
    })
    .join('');
}

/** A chat chunk with one choice. */
export function chunk(delta: JsonObject, rest: JsonObject = {}): JsonObject {
  const { usage, ...choice } = rest;
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'up',
    choices: [{ index: 0, delta, finish_reason: null, ...choice }],
    ...(usage !== undefined && { usage }),
  };
}

export const chatUsage: JsonObject = {
  prompt_tokens: 20,
  completion_tokens: 5,
  total_tokens: 25,
  prompt_tokens_details: { cached_tokens: 8 },
};

/** A chunk that holds nothing but usage. */
export const usageChunk: JsonObject = {
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'up',
  choices: [],
  usage: chatUsage,
};

/** The first event of a Messages stream. */
export const messageStart: JsonObject = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'up',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 12, cache_read_input_tokens: 8, output_tokens: 1 },
  },
};

/** The last two events of a Messages stream. */
export function messageEnd(stopReason: string, rest: JsonObject = {}): JsonObject[] {
  return [
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason, stop_sequence: null, ...rest },
      usage: { output_tokens: 5 },
    },
    { type: 'message_stop' },
  ];
}

/** A whole content block of a Messages stream. */
export function block(
  index: number,
  start: JsonObject,
  ...deltas: readonly JsonObject[]
): JsonObject[] {
  return [
    { type: 'content_block_start', index, content_block: start },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

/** What came out of a whole stream. */
export interface StreamRun {
  readonly text: string;
  readonly events: readonly WireEvent[];
  /** The payloads that are JSON. */
  readonly payloads: readonly JsonObject[];
  readonly translator: StreamTranslator;
}

/**
 * Sends a whole upstream stream through a translator, as a simple caller would.
 *
 * @param cuts - byte offsets at which the stream is cut
 */
export function runStream(
  exchange: Exchange,
  upstream: string,
  cuts: readonly number[] = [],
): StreamRun {
  const translator = createStreamTranslator({ exchange, context: { sealKey } });
  const bytes = new TextEncoder().encode(upstream);
  const places = [0, ...[...cuts].sort((left, right) => left - right), bytes.length];
  let text = '';
  const take = (step: ReturnType<StreamTranslator['push']>): void => {
    text += step.output;
    if (step.error) text += translator.renderError(step.error);
  };
  for (const [at, place] of places.slice(1).entries())
    take(translator.push(bytes.subarray(places[at], place)));
  take(translator.end());
  const events = eventsOf(text);
  return { text, events, payloads: payloadsOf(events), translator };
}

/** Cuts the text of a stream into events. */
export function eventsOf(text: string): WireEvent[] {
  const decoder = createSseDecoder();
  return [...decoder.push(new TextEncoder().encode(text)), ...decoder.end()];
}

function payloadsOf(events: readonly WireEvent[]): JsonObject[] {
  return events
    .filter(({ data }) => data.startsWith('{'))
    .map(({ data }): Json => JSON.parse(data))
    .filter(isJsonObject);
}

/** A content block that a Messages client has put together. */
export type FoldedBlock = Record<string, Json>;

/** A Messages answer that a client has put together. */
export interface FoldedMessage {
  readonly content: readonly FoldedBlock[];
  readonly stopReason: Json;
  readonly usage: JsonObject;
}

const asObject = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

/**
 * Puts a Messages stream together the way the official helper does, and throws at everything that
 * helper trips over: order, names, gaps in the indexes, two open blocks, deltas of another kind.
 */
export function foldMessages(run: StreamRun): FoldedMessage {
  const content: FoldedBlock[] = [];
  const inputs: string[] = [];
  let open = -1;
  let stopReason: Json = null;
  let usage: JsonObject = {};
  const rule = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(`${what} in ${run.text.slice(0, 2000)}`);
  };
  const named = run.events.filter(({ event }) => event !== ':');
  rule(
    named.every(({ event, data }) => asObject(JSON.parse(data))['type'] === event),
    'event names',
  );
  const events = run.payloads.filter(({ type }) => type !== 'ping');
  rule(events[0]?.['type'] === 'message_start', 'message_start first');
  rule(events.at(-1)?.['type'] === 'message_stop', 'message_stop last');
  rule(events.filter(({ type }) => type === 'message_start').length === 1, 'one message_start');
  rule(events.filter(({ type }) => type === 'message_stop').length === 1, 'one message_stop');
  rule(events.filter(({ type }) => type === 'message_delta').length === 1, 'one message_delta');
  for (const event of events) {
    const delta = asObject(event['delta']);
    switch (event['type']) {
      case 'message_start':
        usage = asObject(asObject(event['message'])['usage']);
        break;
      case 'content_block_start':
        rule(open === -1, 'one block at a time');
        rule(event['index'] === content.length, 'indexes without gaps');
        open = content.length;
        content.push({ ...asObject(event['content_block']) });
        inputs.push('');
        break;
      case 'content_block_delta': {
        rule(event['index'] === open, 'delta of the open block');
        const target = content[open] ?? {};
        growBlock(target, delta, rule);
        if (delta['type'] === 'input_json_delta') inputs[open] += String(delta['partial_json']);
        break;
      }
      case 'content_block_stop':
        rule(event['index'] === open, 'stop of the open block');
        if (inputs[open]) (content[open] ?? {})['input'] = JSON.parse(inputs[open] ?? '');
        open = -1;
        break;
      case 'message_delta':
        rule(open === -1, 'message_delta after all blocks');
        stopReason = delta['stop_reason'] ?? null;
        usage = { ...usage, ...asObject(event['usage']) };
        break;
      default:
    }
  }
  return { content, stopReason, usage };
}

const deltaKinds: Readonly<Record<string, readonly string[]>> = {
  text: ['text_delta', 'citations_delta'],
  thinking: ['thinking_delta', 'signature_delta'],
  tool_use: ['input_json_delta'],
  server_tool_use: ['input_json_delta'],
  mcp_tool_use: ['input_json_delta'],
  compaction: ['compaction_delta'],
};

function growBlock(
  target: FoldedBlock,
  delta: JsonObject,
  rule: (holds: boolean, what: string) => void,
): void {
  const kind = String(delta['type']);
  rule(
    deltaKinds[String(target['type'])]?.includes(kind) ?? false,
    `${kind} on ${String(target['type'])}`,
  );
  if (kind === 'text_delta') target['text'] = String(target['text']) + String(delta['text']);
  if (kind === 'thinking_delta')
    target['thinking'] = String(target['thinking']) + String(delta['thinking']);
  if (kind === 'signature_delta') {
    rule(target['signature'] === '', 'one signature per block');
    target['signature'] = delta['signature'] ?? '';
  }
}

/** A chat answer that a client has put together. */
export interface FoldedChat {
  readonly content: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly toolCalls: readonly { id: string; name: string; arguments: string }[];
  readonly finishReason: Json;
  readonly usage: Json;
  readonly details: readonly Json[];
}

/** Puts a chat stream together and throws at everything the official helper trips over. */
export function foldChat(run: StreamRun): FoldedChat {
  const folded = {
    content: '',
    reasoning: '',
    refusal: '',
    toolCalls: [] as { id: string; name: string; arguments: string }[],
    finishReason: null as Json,
    usage: null as Json,
    details: [] as Json[],
  };
  const rule = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(`${what} in ${run.text.slice(0, 2000)}`);
  };
  rule(run.events.at(-1)?.data === '[DONE]', '[DONE] last');
  const [first] = run.payloads;
  for (const payload of run.payloads) {
    rule(
      payload['id'] === first?.['id'] && payload['model'] === first?.['model'],
      'same id and model',
    );
    folded.usage = payload['usage'] ?? folded.usage;
    const choices = Array.isArray(payload['choices'])
      ? payload['choices'].filter(isJsonObject)
      : [];
    for (const choice of choices) foldChoice(folded, choice, rule);
  }
  rule(folded.finishReason !== null, 'a finish reason');
  return folded;
}

function foldChoice(
  folded: { -readonly [Key in keyof FoldedChat]: FoldedChat[Key] } & {
    toolCalls: { id: string; name: string; arguments: string }[];
    details: Json[];
  },
  choice: JsonObject,
  rule: (holds: boolean, what: string) => void,
): void {
  const delta = asObject(choice['delta']);
  const text = (key: string): string => (typeof delta[key] === 'string' ? delta[key] : '');
  folded.content += text('content');
  folded.reasoning += text('reasoning_content') || text('reasoning');
  folded.refusal += text('refusal');
  if (Array.isArray(delta['reasoning_details'])) folded.details.push(...delta['reasoning_details']);
  const calls = Array.isArray(delta['tool_calls']) ? delta['tool_calls'].filter(isJsonObject) : [];
  for (const call of calls) {
    const index = Number(call['index']);
    const fn = asObject(call['function']);
    rule(index <= folded.toolCalls.length, 'tool indexes without gaps');
    const known = folded.toolCalls[index];
    if (known) known.arguments += String(fn['arguments'] ?? '');
    else {
      rule(typeof call['id'] === 'string' && typeof fn['name'] === 'string', 'id and name first');
      folded.toolCalls.push({
        id: String(call['id']),
        name: String(fn['name']),
        arguments: String(fn['arguments'] ?? ''),
      });
    }
  }
  if (choice['finish_reason'] === null || choice['finish_reason'] === undefined) return;
  rule(folded.finishReason === null, 'one finish reason');
  folded.finishReason = choice['finish_reason'];
}
