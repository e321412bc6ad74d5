import type { WireEvent } from '@gateway/protocols';
import { stringifyJson } from '@gateway/protocols';
import type { Finish, FinishEvent, JsonObject, StreamEvent, StreamStartEvent } from '@gateway/spec';
import type { AnswerContext, StreamEncoder } from '../../codec.ts';
import { type ChoiceWriter, createChoiceWriter } from './choice-writer.ts';
import { encodeStreamError } from './error.ts';
import { reportFinish } from '../../report-finish.ts';
import { encodeFinish, refusalText, wordlessFinishes } from './finish.ts';
import { nowSeconds, toAnswerId } from './response-encode.ts';
import { encodeUsage } from './usage.ts';
import { members, ownDialect } from './wire.ts';

interface StreamState {
  readonly options: AnswerContext;
  /** Members that every chunk repeats. */
  head: JsonObject | undefined;
  isOwn: boolean;
  ended: boolean;
  readonly choices: Map<number, ChoiceWriter>;
  /** Part number → its choice. */
  readonly choiceOfPart: Map<number, ChoiceWriter>;
}

/**
 * Makes an encoder of chat completion chunks: the same id, time and model on every chunk, each
 * finish reason exactly once, usage only for clients that asked, `[DONE]` only after a good end.
 *
 * @throws never
 * @source OpenAI API reference, "The chat completion chunk object"
 */
export function createStreamEncoder(options: AnswerContext): StreamEncoder {
  const state: StreamState = {
    options,
    head: undefined,
    isOwn: false,
    ended: false,
    choices: new Map(),
    choiceOfPart: new Map(),
  };
  return { push: (event) => (state.ended ? [] : write(state, event)) };
}

function write(state: StreamState, event: StreamEvent): WireEvent[] {
  switch (event.type) {
    case 'stream-start':
      return start(state, event);
    case 'part-start': {
      const opening = event.choice ?? 0;
      const { chunks, writer } = openChoice(state, opening);
      state.choiceOfPart.set(event.index, writer);
      return [...chunks, ...writeDeltas(state, opening, writer.start(event.index, event.part))];
    }
    case 'part-delta':
    case 'part-end': {
      const writer = state.choiceOfPart.get(event.index);
      if (!writer) return [];
      const deltas =
        event.type === 'part-end'
          ? writer.end(event.index, event.part)
          : writer.delta(event.index, event.delta);
      return writeDeltas(state, writer.index, deltas);
    }
    case 'finish':
      return finish(state, event);
    case 'error':
      state.ended = true;
      return encodeStreamError(event.error);
    // Usage goes out with the finish; signs of life are made by whoever watches the clock.
    case 'usage':
    case 'idle':
      return [];
  }
}

function start(state: StreamState, event: StreamStartEvent): WireEvent[] {
  const { exchange, context } = state.options;
  state.isOwn = event.wire?.dialect === ownDialect;
  const id = event.id === '' ? context.newId('chatcmpl-') : toAnswerId(event.id, state.isOwn);
  state.head = members({
    id,
    object: 'chat.completion.chunk',
    created: event.createdAtSeconds ?? nowSeconds(state.options),
    model: exchange.requestedModel,
    service_tier: event.serviceTier,
  });
  return openChoice(state, 0).chunks;
}

/** A choice begins with its role, before anything else is said in it. */
function openChoice(
  state: StreamState,
  index: number,
): { readonly chunks: WireEvent[]; readonly writer: ChoiceWriter } {
  const known = state.choices.get(index);
  if (known) return { chunks: [], writer: known };
  const { exchange, context, loss } = state.options;
  const freeform = state.isOwn || exchange.echo.freeformTools === true;
  const writer = createChoiceWriter({ index, freeform, loss, newId: context.newId });
  state.choices.set(index, writer);
  return {
    chunks: writeDeltas(state, index, [{ delta: { role: 'assistant', content: '' } }]),
    writer,
  };
}

function toChunk(state: StreamState, body: JsonObject): WireEvent {
  const head = state.head ?? {};
  return { data: stringifyJson({ ...head, ...body }) };
}

function writeDeltas(
  state: StreamState,
  index: number,
  deltas: readonly { readonly delta: JsonObject; readonly logprobs?: JsonObject }[],
): WireEvent[] {
  return deltas.map(({ delta, logprobs }) => {
    const odds = logprobs && { logprobs };
    return toChunk(state, { choices: [{ index, delta, ...odds, finish_reason: null }] });
  });
}

function finish(state: StreamState, event: FinishEvent): WireEvent[] {
  const { exchange } = state.options;
  const endings = event.finishes.flatMap((each, index) => finishChoice(state, each, index));
  state.ended = true;
  const wantsUsage = exchange.echo.streamUsage === true && event.usage.certainty !== 'none';
  const usage = wantsUsage
    ? [toChunk(state, { choices: [], usage: encodeUsage(event.usage) })]
    : [];
  return [...endings, ...usage, { data: '[DONE]' }];
}

function finishChoice(state: StreamState, ending: Finish, index: number): WireEvent[] {
  const { chunks, writer } = openChoice(state, index);
  const explanation = writer.content.refused ? undefined : refusalText(ending);
  const refusal = explanation === undefined ? [] : [{ delta: { refusal: explanation } }];
  const reason = encodeFinish(ending, writer.content, state.isOwn);
  if (!state.isOwn) reportFinish(ending, wordlessFinishes, state.options.loss);
  return [
    ...chunks,
    ...writeDeltas(state, index, [...writer.flush(), ...refusal]),
    toChunk(state, { choices: [{ index, delta: {}, finish_reason: reason }] }),
  ];
}
