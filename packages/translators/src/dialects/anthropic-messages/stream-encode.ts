import {
  type Finish,
  type FinishEvent,
  GatewayError,
  type Json,
  type JsonObject,
  type Part,
  type PartDelta,
  type StreamEvent,
  type StreamStartEvent,
  unknownUsage,
  type Usage,
} from '@gateway/spec';
import type { AnswerContext, StreamEncoder } from '../../codec.ts';
import { createBlockSink } from './block-sink.ts';
import { type BlockWriter, createBlockWriter, type WriterScope } from './block-writer.ts';
import { encodeStreamError } from './error.ts';
import { reportFinish } from '../../report-finish.ts';
import { encodeStopDetails, encodeStopReason, wordlessFinishes } from './finish.ts';
import { answerScope, nullableMembers, toMessageId } from './response-encode.ts';
import { encodeDeltaUsage, encodeStartUsage } from './usage.ts';
import { formHint, ownNotes, withExtra, withOwnExtra } from './wire.ts';

/** Most characters of parts that wait for an earlier one to end. */
const maxQueuedChars = 8 * 1024 * 1024;

/** A part in the order it began. Only the first one is being written. */
interface QueuedPart {
  readonly part: Part;
  /** Growth that waits; empty once the part is being written. */
  deltas: PartDelta[];
  ended: boolean;
  final: Part | undefined;
}

interface EncoderState {
  readonly options: AnswerContext;
  readonly scope: WriterScope;
  readonly queue: QueuedPart[];
  readonly byIndex: Map<number, QueuedPart>;
  writer: BlockWriter | undefined;
  queuedChars: number;
  started: boolean;
  done: boolean;
  usage: Usage | undefined;
}

/**
 * Makes an encoder of one Messages stream. The API has one open block at a time, so parts that grow
 * at the same time are written one after the other.
 *
 * @throws its `push`: `GatewayError` `upstream_invalid_response` when more than 8 Mi characters wait
 * @source Messages API, "Streaming messages", version 2026-10-21; SDK accumulator, read 2026-11
 */
export function createStreamEncoder(options: AnswerContext): StreamEncoder {
  const state: EncoderState = {
    options,
    scope: {
      ...answerScope(options),
      sink: createBlockSink(),
      newId: options.context.newId,
      written: { toolCalls: 0, directCalls: 0, refusal: '' },
    },
    queue: [],
    byIndex: new Map(),
    writer: undefined,
    queuedChars: 0,
    started: false,
    done: false,
    usage: undefined,
  };
  return {
    push(event) {
      if (state.done) return [];
      if (event.type === 'error') {
        state.done = true;
        return encodeStreamError(event.error);
      }
      encodeEvent(state, event);
      return state.scope.sink.take();
    },
  };
}

function encodeEvent(state: EncoderState, event: StreamEvent): void {
  switch (event.type) {
    case 'stream-start':
      return writeStart(state, event);
    case 'part-start':
      return startPart(state, event);
    case 'part-delta':
      return growPart(state, event.index, event.delta);
    case 'part-end':
      return endPart(state, event.index, event.part);
    case 'usage':
      state.usage = event.usage;
      return;
    case 'idle':
      if (state.started) state.scope.sink.event('ping', {});
      return;
    case 'finish':
      return writeFinish(state, event);
    case 'error':
      return;
  }
}

function writeStart(state: EncoderState, event: StreamStartEvent): void {
  if (state.started) return;
  state.started = true;
  state.usage = event.usage;
  const { options, scope } = state;
  const message = withOwnExtra(event, {
    id: toMessageId(event.id, options),
    type: 'message',
    role: 'assistant',
    model: options.exchange.requestedModel,
    content: [],
    ...(!scope.native && nullableMembers),
    stop_reason: null,
    stop_sequence: null,
    usage: encodeStartUsage(startUsage(state, event), event.serviceTier),
  });
  scope.sink.event('message_start', { message });
}

/** Clients show and budget with the input tokens of the start, so an estimate beats 0. */
function startUsage({ options }: EncoderState, { usage }: StreamStartEvent): Usage {
  if (usage !== undefined && usage.certainty !== 'none') return usage;
  const uncachedTokens = options.exchange.echo.estimatedInputTokens ?? 0;
  return { ...unknownUsage, input: { uncachedTokens }, certainty: 'estimated' };
}

function ensureStart(state: EncoderState): void {
  const { requestedModel } = state.options.exchange;
  writeStart(state, { type: 'stream-start', id: '', model: requestedModel });
}

function startPart(
  state: EncoderState,
  event: { readonly index: number; readonly choice?: number; readonly part: Part },
): void {
  ensureStart(state);
  if (event.choice !== undefined && event.choice > 0) {
    const detail = 'An answer holds one choice here.';
    state.scope.loss.add({ severity: 'dropped', code: 'part_dropped', path: 'choices[1]', detail });
    return;
  }
  const queued: QueuedPart = { part: event.part, deltas: [], ended: false, final: undefined };
  state.queue.push(queued);
  state.byIndex.set(event.index, queued);
  if (state.queue.length === 1) writeHead(state);
}

function growPart(state: EncoderState, index: number, delta: PartDelta): void {
  const queued = state.byIndex.get(index);
  if (queued === undefined) return;
  if (queued === state.queue[0]) {
    state.writer?.push(delta);
    return;
  }
  queued.deltas.push(delta);
  state.queuedChars += sizeOf(delta);
  if (state.queuedChars > maxQueuedChars) {
    const message = 'The answer holds more parallel parts than can be kept waiting.';
    throw new GatewayError({ code: 'upstream_invalid_response', message });
  }
}

const overheadChars = 64;

function sizeOf(delta: PartDelta): number {
  return overheadChars + ('text' in delta ? delta.text.length : 0);
}

function endPart(state: EncoderState, index: number, final: Part | undefined): void {
  const queued = state.byIndex.get(index);
  if (queued === undefined) return;
  state.byIndex.delete(index);
  queued.ended = true;
  queued.final = final;
  if (queued === state.queue[0]) writeHead(state);
}

/** Writes on until a part is reached that still grows. */
function writeHead(state: EncoderState): void {
  for (let head = state.queue[0]; head !== undefined; head = state.queue[0]) {
    state.writer ??= createBlockWriter(head.part, state.scope);
    for (const delta of head.deltas.splice(0)) {
      state.queuedChars -= sizeOf(delta);
      state.writer.push(delta);
    }
    if (!head.ended) return;
    state.writer.end(head.final);
    state.writer = undefined;
    state.queue.shift();
  }
}

function writeFinish(state: EncoderState, event: FinishEvent): void {
  ensureStart(state);
  for (const queued of state.queue) queued.ended = true;
  writeHead(state);
  const { sink } = state.scope;
  const inside = new Set(formHint(event, 'delta')?.split(' '));
  const extra = Object.entries(ownNotes(event)?.extra ?? {});
  const beside = Object.fromEntries(extra.filter(([key]) => !inside.has(key)));
  sink.event('message_delta', {
    ...beside,
    delta: withExtra(
      Object.fromEntries(extra.filter(([key]) => inside.has(key))),
      finishMembers(state, event),
    ),
    usage: encodeDeltaUsage(finalUsage(state, event.usage)),
  });
  sink.event('message_stop', {});
  state.done = true;
}

function finishMembers({ scope }: EncoderState, event: FinishEvent): JsonObject {
  const finish: Finish = event.finishes[0] ?? { reason: 'other' };
  const { toolCalls, directCalls, refusal } = scope.written;
  if (!scope.native) reportFinish(finish, wordlessFinishes, scope.loss);
  const stopReason = encodeStopReason(finish, {
    hasToolCall: toolCalls > 0,
    hasDirectCall: directCalls > 0,
    hasRefusal: refusal !== '',
    native: scope.native,
  });
  const container: Json = scope.native ? (event.container ?? null) : null;
  return {
    stop_reason: stopReason,
    stop_sequence: finish.stopSequence ?? null,
    stop_details: encodeStopDetails(stopReason, finish, { native: scope.native, refusal }),
    container,
  };
}

/** The last word counts; where there was none, the estimate of the start is repeated. */
function finalUsage(state: EncoderState, usage: Usage): Usage {
  if (usage.certainty !== 'none') return usage;
  if (state.usage !== undefined && state.usage.certainty !== 'none') return state.usage;
  return startUsage(state, { type: 'stream-start', id: '', model: '' });
}
