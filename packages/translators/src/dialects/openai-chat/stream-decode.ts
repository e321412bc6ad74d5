import { commentEvent, parseJson, type WireEvent } from '@gateway/protocols';
import {
  type GatewayErrorFields,
  isJsonObject,
  type Json,
  type JsonObject,
  type StreamEvent,
  type Usage,
  unknownUsage,
} from '@gateway/spec';
import type { AnswerContext, StreamDecoder } from '../../codec.ts';
import { decodeError } from '../../error/decode-error.ts';
import { isErrorBody } from '../../error/error-envelope.ts';
import { readChoiceIndex } from './choice-index.ts';
import { type ChoiceReader, createChoiceReader } from './choice-reader.ts';
import { decodeUsage } from './usage.ts';
import { ownDialect } from './wire.ts';

interface StreamState {
  readonly options: AnswerContext;
  /** Events of the current push. */
  events: StreamEvent[];
  parts: number;
  readonly choices: Map<number, ChoiceReader>;
  started: boolean;
  ended: boolean;
  usage: Usage;
  serviceTier: string | undefined;
}

/**
 * Makes a decoder of chat completion chunks. It takes what compatible servers really send: missing
 * indexes, ids and names, calls in one piece, usage anywhere, no finish but `[DONE]`, no `[DONE]`.
 *
 * @throws never
 * @source OpenAI API reference, "The chat completion chunk object"
 */
export function createStreamDecoder(options: AnswerContext): StreamDecoder {
  const state: StreamState = {
    options,
    events: [],
    parts: 0,
    choices: new Map(),
    started: false,
    ended: false,
    usage: unknownUsage,
    serviceTier: undefined,
  };
  const taking = (read: () => void): StreamEvent[] => {
    if (state.ended) return [];
    read();
    const { events } = state;
    state.events = [];
    return events;
  };
  return {
    push: (event) => taking(() => readEvent(state, event)),
    end: () => taking(() => readEnd(state)),
  };
}

function readEvent(state: StreamState, event: WireEvent): void {
  const data = event.data.trim();
  if (event.event === commentEvent || data === '') state.events.push({ type: 'idle' });
  else if (data === '[DONE]') readDone(state);
  else readJson(state, data);
}

function readJson(state: StreamState, data: string): void {
  const body = parseOr(data);
  if (isJsonObject(body) && !isFailure(body)) readChunk(state, body);
  else if (body !== undefined && isErrorBody(body)) fail(state, toError(state, body));
  else if (body === undefined || !isJsonObject(body)) fail(state, notAChunk);
  else fail(state, toError(state, body));
}

function parseOr(data: string): Json | undefined {
  try {
    return parseJson(data);
  } catch {
    // Reported as a fault of the upstream by the caller.
    return undefined;
  }
}

const notAChunk: GatewayErrorFields = {
  code: 'upstream_invalid_response',
  message: 'The upstream sent a stream event that is not JSON.',
};

function toError({ options }: StreamState, body: Json): GatewayErrorFields {
  const { nowMs } = options.context;
  return decodeError({ status: 200, body }, { dialect: ownDialect, nowMs });
}

function isFailure(body: JsonObject): boolean {
  if (isErrorBody(body)) return true;
  return choicesOf(body).some((choice) => choice['finish_reason'] === 'error');
}

function choicesOf({ choices }: JsonObject): readonly JsonObject[] {
  return Array.isArray(choices) ? choices.filter(isJsonObject) : [];
}

function fail(state: StreamState, error: GatewayErrorFields): void {
  state.ended = true;
  state.events.push({ type: 'error', error });
}

function readChunk(state: StreamState, chunk: JsonObject): void {
  const choices = choicesOf(chunk);
  const tier = chunk['service_tier'];
  if (typeof tier === 'string' && tier !== '') state.serviceTier = tier;
  // Some servers begin with a chunk about the prompt alone, which names neither answer nor model.
  if (choices.length > 0) start(state, chunk);
  for (const [position, choice] of choices.entries()) readChoice(state, choice, position);
  if (!state.ended) readUsage(state, chunk, choices);
}

function start(state: StreamState, chunk: JsonObject): void {
  if (state.started) return;
  state.started = true;
  const { id, model, created } = chunk;
  state.events.push({
    type: 'stream-start',
    id: typeof id === 'string' ? id : '',
    model:
      typeof model === 'string' && model !== '' ? model : state.options.exchange.requestedModel,
    ...(typeof created === 'number' && created > 0 && { createdAtSeconds: created }),
    ...(state.serviceTier !== undefined && { serviceTier: state.serviceTier }),
    wire: { dialect: ownDialect },
  });
}

function readChoice(state: StreamState, choice: JsonObject, position: number): void {
  if (state.ended) return;
  const { index, finish_reason: native } = choice;
  const reader = choiceReader(state, readChoiceIndex(index) ?? position);
  reader.push(choice);
  if (typeof native === 'string' && native !== '') finishChoice(state, reader, native);
}

function choiceReader(state: StreamState, index: number): ChoiceReader {
  const { choices, options } = state;
  const known = choices.get(index);
  if (known) return known;
  const reader = createChoiceReader({
    index,
    sink: { emit: (event) => state.events.push(event), nextIndex: () => state.parts++ },
    thinkTags: options.exchange.upstream.thinkTagsInText === true,
  });
  choices.set(index, reader);
  return reader;
}

/** A call cut off by the ceiling is an answer; one that claims to be whole and is not is none. */
function finishChoice(state: StreamState, reader: ChoiceReader, native: string | undefined): void {
  const isWhole = reader.finish(native);
  const isCut = reader.ended?.reason === 'length' || reader.ended?.reason === 'content-filter';
  if (isWhole || isCut) return;
  const message = 'The upstream ended a tool call whose arguments are not valid JSON.';
  fail(state, { code: 'upstream_invalid_response', message });
}

function readUsage(state: StreamState, chunk: JsonObject, choices: readonly JsonObject[]): void {
  const found =
    chunk['usage'] ?? choices.find((choice) => isJsonObject(choice['usage']))?.['usage'];
  if (!isJsonObject(found)) return;
  start(state, chunk);
  const before = state.usage.native?.value;
  state.usage = decodeUsage({ ...(isJsonObject(before) && before), ...found });
  // Before the finish it counts what there is so far; a chunk about nothing else is the last word.
  const isLast = choices.length === 0 || isFinished(state);
  if (!isLast) state.usage = { ...state.usage, certainty: 'partial' };
  state.events.push({ type: 'usage', usage: state.usage });
}

function isFinished({ choices }: StreamState): boolean {
  return choices.size > 0 && [...choices.values()].every((choice) => choice.ended);
}

/** `[DONE]` ends an answer that has content, also where the upstream never names a reason. */
function readDone(state: StreamState): void {
  settle(state, (choice) => choice.hasContent);
}

function readEnd(state: StreamState): void {
  const isOptional = state.options.exchange.upstream.finishOptional === true;
  settle(state, (choice) => isOptional && choice.hasContent);
}

function settle(state: StreamState, mayEnd: (choice: ChoiceReader) => boolean): void {
  const open = [...state.choices.values()].filter((choice) => !choice.ended);
  const isCut = state.choices.size === 0 || !open.every(mayEnd);
  if (isCut || !open.every((choice) => choice.finish(undefined))) {
    fail(state, truncated);
    return;
  }
  finish(state);
}

const truncated: GatewayErrorFields = {
  code: 'upstream_truncated',
  message: 'The upstream ended its answer before it was complete.',
};

function finish(state: StreamState): void {
  const { choices, serviceTier, usage } = state;
  const count = Math.max(...choices.keys()) + 1;
  state.ended = true;
  state.events.push({
    type: 'finish',
    finishes: Array.from({ length: count }, (_, index) => {
      return choices.get(index)?.ended ?? { reason: 'other' };
    }),
    usage,
    ...(serviceTier !== undefined && { serviceTier }),
  });
}
