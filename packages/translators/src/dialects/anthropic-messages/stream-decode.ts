import { parseJson, type WireEvent } from '@gateway/protocols';
import {
  type GatewayErrorFields,
  isJsonObject,
  type Json,
  type JsonObject,
  type StreamEvent,
  type Usage,
  type WireNotes,
} from '@gateway/spec';
import type { AnswerContext, StreamDecoder } from '../../codec.ts';
import { decodeError } from '../../error/decode-error.ts';
import { type BlockTable, createBlockTable } from './block-table.ts';
import { decodeFinish } from './finish.ts';
import { tierOf } from './response-decode.ts';
import { createTaker, type Taker } from './taker.ts';
import { decodeUsage, mergeUsageJson } from './usage.ts';
import { ownDialect } from './wire.ts';

interface DecoderState {
  readonly options: AnswerContext;
  readonly blocks: BlockTable;
  /** Id of the answer; `undefined` = not begun. */
  answerId: string | undefined;
  done: boolean;
  /** Usage as said so far; `undefined` = nothing was said. */
  usage: JsonObject | undefined;
  /** Whether usage of the whole answer was told. */
  usageIsFinal: boolean;
  stopReason: string | undefined;
  stopSequence: string | undefined;
  detail: Json | undefined;
  container: Json | undefined;
  /** Unread members of `message_delta`; `inside` = of its `delta`. */
  readonly unread: Map<string, { readonly value: Json; readonly inside: boolean }>;
}

type Handler = (state: DecoderState, data: JsonObject) => StreamEvent[];

/**
 * Makes a decoder of one Messages stream. The finish fact is `message_delta.delta.stop_reason`, or
 * the `stop_reason` of a `message_start` that holds a complete answer.
 *
 * @throws never
 * @source Messages API, "Streaming messages", read 2026-11
 */
export function createStreamDecoder(options: AnswerContext): StreamDecoder {
  const state: DecoderState = {
    options,
    blocks: createBlockTable(options.exchange.targetFamily),
    answerId: undefined,
    done: false,
    usage: undefined,
    usageIsFinal: false,
    stopReason: undefined,
    stopSequence: undefined,
    detail: undefined,
    container: undefined,
    unread: new Map(),
  };
  return {
    push: (event) => (state.done ? [] : decodeEvent(state, event)),
    end() {
      if (state.done) return [];
      return isFinished(state) ? finish(state) : fail(state, truncated);
    },
  };
}

const truncated: GatewayErrorFields = {
  code: 'upstream_truncated',
  message: 'The upstream ended its answer before it was complete.',
};

const invalid = (message: string): GatewayErrorFields => ({
  code: 'upstream_invalid_response',
  message,
});

function isFinished(state: DecoderState): boolean {
  const { finishOptional } = state.options.exchange.upstream;
  return state.stopReason !== undefined || (finishOptional === true && state.blocks.count > 0);
}

function fail(state: DecoderState, error: GatewayErrorFields): StreamEvent[] {
  state.done = true;
  return [{ type: 'error', error }];
}

function decodeEvent(state: DecoderState, event: WireEvent): StreamEvent[] {
  const text = event.data.trim();
  if (text === '' || text === '[DONE]') return [{ type: 'idle' }];
  const data = parseEvent(text);
  if (data === undefined)
    return fail(state, invalid('The upstream sent an event that is no JSON.'));
  const type = typeof data['type'] === 'string' ? data['type'] : event.event;
  // Relays put errors of other dialects into the stream as they got them.
  const isError = isJsonObject(data['error']) || (type === undefined && 'error' in data);
  const handler = isError ? decodeErrorEvent : handlers.get(type ?? '');
  return handler?.(state, data) ?? [];
}

function parseEvent(text: string): JsonObject | undefined {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    // Reported by the caller as an answer that is none.
    return undefined;
  }
}

const decodeErrorEvent: Handler = (state, data) =>
  fail(state, decodeError({ status: 200, body: data }, { dialect: ownDialect }));

const decodeMessageStart: Handler = (state, data) => {
  const message = data['message'];
  // Bedrock sends a start without a message ahead of the true one.
  if (!isJsonObject(message)) return [];
  if (state.answerId !== undefined) return decodeSecondStart(state, message);
  const take = createTaker(message, { path: '', strict: false });
  take.drop('type', 'role');
  const id = take.string('id') ?? '';
  const model = take.string('model') ?? state.options.exchange.requestedModel;
  const content = take.array('content') ?? [];
  noteUsage(state, take.any('usage'));
  takeEnd(state, take);
  take.drop('usage', 'stop_reason');
  // What is null now is said by `message_delta`, unless the answer is complete already.
  if (state.stopReason === undefined) take.drop('stop_sequence', 'stop_details');
  state.usageIsFinal = state.stopReason !== undefined && state.usage !== undefined;
  return [...begin(state, { id, model, wire: take.notes() }), ...state.blocks.prefill(content)];
};

/**
 * A relay that tried again and sent the second answer behind the torn first one leaves a text
 * nobody can use. A mere repetition before anything was said does no harm.
 */
function decodeSecondStart(state: DecoderState, message: JsonObject): StreamEvent[] {
  if (state.blocks.count === 0 || message['id'] === state.answerId) return [];
  return fail(state, invalid('The upstream began a second answer within the first.'));
}

function begin(
  state: DecoderState,
  head: { readonly id: string; readonly model: string; readonly wire: WireNotes },
): StreamEvent[] {
  state.answerId = head.id;
  const serviceTier = tierOf(state.usage);
  return [
    {
      type: 'stream-start',
      ...head,
      ...(state.usage !== undefined && { usage: usageOf(state) }),
      ...(serviceTier !== undefined && { serviceTier }),
    },
  ];
}

/** Some servers leave the start out. */
function beginIfNeeded(state: DecoderState): StreamEvent[] {
  if (state.answerId !== undefined) return [];
  const model = state.options.exchange.requestedModel;
  return begin(state, { id: '', model, wire: { dialect: ownDialect } });
}

const indexOf = (data: JsonObject): number => {
  const { index } = data;
  return typeof index === 'number' ? index : 0;
};

const decodeBlockStart: Handler = (state, data) => {
  const block = data['content_block'];
  if (!isJsonObject(block)) return [];
  return [...beginIfNeeded(state), ...state.blocks.start(indexOf(data), block)];
};

const decodeBlockDelta: Handler = (state, data) => {
  const { delta } = data;
  if (!isJsonObject(delta)) return [];
  return [...beginIfNeeded(state), ...state.blocks.delta(indexOf(data), delta)];
};

const decodeBlockStop: Handler = (state, data) => state.blocks.stop(indexOf(data));

const decodeMessageDelta: Handler = (state, data) => {
  const started = beginIfNeeded(state);
  const { type: _type, delta, usage, ...beside } = data;
  if (isJsonObject(usage)) {
    noteUsage(state, usage);
    state.usageIsFinal ||= typeof usage['output_tokens'] === 'number';
  }
  if (isJsonObject(delta)) {
    const take = createTaker(delta, { path: '', strict: false });
    takeEnd(state, take);
    take.drop('stop_reason', 'type');
    noteUnread(state, beside, false);
    noteUnread(state, take.rest() ?? {}, true);
  }
  const isLast = state.stopReason !== undefined;
  return isLast ? started : [...started, { type: 'usage', usage: usageOf(state) }];
};

function noteUnread({ unread }: DecoderState, members: JsonObject, inside: boolean): void {
  for (const [key, value] of Object.entries(members)) unread.set(key, { value, inside });
}

function finishNotes({ unread }: DecoderState): { readonly wire?: WireNotes } {
  if (unread.size === 0) return {};
  const members = [...unread];
  const inside = members.flatMap(([key, member]) => (member.inside ? [key] : []));
  return {
    wire: {
      dialect: ownDialect,
      extra: Object.fromEntries(members.map(([key, { value }]) => [key, value])),
      ...(inside.length > 0 && { form: { delta: inside.join(' ') } }),
    },
  };
}

const decodeMessageStop: Handler = (state) => {
  const isAnswer = state.stopReason !== undefined || state.blocks.count > 0;
  return isAnswer ? finish(state) : fail(state, truncated);
};

function takeEnd(state: DecoderState, take: Taker): void {
  state.stopReason = take.string('stop_reason') ?? state.stopReason;
  state.stopSequence = take.string('stop_sequence') ?? state.stopSequence;
  state.detail = take.any('stop_details') ?? state.detail;
  state.container = take.any('container') ?? state.container;
}

function noteUsage(state: DecoderState, usage: Json | undefined): void {
  if (isJsonObject(usage)) state.usage = mergeUsageJson(state.usage ?? {}, usage);
}

function usageOf({ usage, usageIsFinal }: DecoderState): Usage {
  return decodeUsage(usage, usageIsFinal ? 'final' : 'partial');
}

function finish(state: DecoderState): StreamEvent[] {
  const ends = state.blocks.closeAll();
  if (ends === undefined) {
    return fail(
      state,
      invalid('The upstream ended a tool call whose arguments are not valid JSON.'),
    );
  }
  state.done = true;
  const serviceTier = tierOf(state.usage);
  const { stopReason, stopSequence, detail, container } = state;
  const { hasDirectCall } = state.blocks;
  return [
    ...ends,
    {
      type: 'finish',
      finishes: [decodeFinish({ stopReason, stopSequence, detail, hasDirectCall })],
      usage: usageOf(state),
      ...(serviceTier !== undefined && { serviceTier }),
      ...(container !== undefined && { container }),
      ...finishNotes(state),
    },
  ];
}

const handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['message_start', decodeMessageStart],
  ['content_block_start', decodeBlockStart],
  ['content_block_delta', decodeBlockDelta],
  ['content_block_stop', decodeBlockStop],
  ['message_delta', decodeMessageDelta],
  ['message_stop', decodeMessageStop],
  ['ping', () => [{ type: 'idle' }]],
  ['error', decodeErrorEvent],
]);
