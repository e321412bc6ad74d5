import { createSseDecoder, type WireEvent } from '@gateway/protocols';
import {
  type Exchange,
  isJsonObject,
  type Json,
  type JsonObject,
  mergeTargetProfile,
  type TargetProfile,
} from '@gateway/spec';
import { loadFixtures } from '@gateway/testkit/replay';
import type { AnswerContext, TranslationContext, WireRequest } from '../../src/codec.ts';
import { createLossRecorder } from '../../src/loss-recorder.ts';
import { defaultProfile } from '../../src/dialects/openai-chat/profile.ts';

/** A recorded body with the name of its recording. */
export interface Recorded<Value> {
  readonly name: string;
  readonly value: Value;
}

const exchanges = loadFixtures('openai-chat').flatMap((fixture) =>
  fixture.exchanges.map((exchange, index) => ({ name: `${fixture.id}#${index}`, ...exchange })),
);

/** Bodies of all recorded requests. */
export const recordedRequests: readonly Recorded<JsonObject>[] = exchanges.flatMap(
  ({ name, request }) => (isJsonObject(request?.body) ? [{ name, value: request.body }] : []),
);

/** Bodies of all recorded complete answers. */
export const recordedAnswers: readonly Recorded<JsonObject>[] = exchanges.flatMap(
  ({ name, response }) =>
    response.status < 300 && isJsonObject(response.body) ? [{ name, value: response.body }] : [],
);

/** All recorded streams, byte for byte. */
export const recordedStreams: readonly Recorded<string>[] = exchanges.flatMap(
  ({ name, response }) => (response.sse === undefined ? [] : [{ name, value: response.sse }]),
);

/** Chance and time of tests: none. */
export function testContext(): TranslationContext {
  let count = 0;
  return { newId: (prefix) => `${prefix}${++count}`, nowMs: 1_700_000_000_500 };
}

/** An answer's context, chat to chat unless told otherwise. */
export function answerContext(overrides: Partial<Exchange> = {}): AnswerContext {
  const exchange: Exchange = {
    version: 1,
    operation: 'generate',
    from: 'openai-chat',
    to: 'openai-chat',
    stream: false,
    requestedModel: 'asked-model',
    targetFamily: 'other',
    toolNames: {},
    echo: { streamUsage: true, freeformTools: true },
    upstream: {},
    ...overrides,
  };
  return { exchange, context: testContext(), loss: createLossRecorder() };
}

/** A body as a request on the wire. */
export function wireRequest(body: Json): WireRequest {
  const model = isJsonObject(body) && typeof body['model'] === 'string' ? body['model'] : '';
  const stream = isJsonObject(body) && body['stream'] === true;
  return { operation: 'generate', model, stream, body: { kind: 'json', value: body } };
}

/** A profile that takes whatever a body holds, in the form it has there. */
export function permissiveProfile(body: JsonObject): TargetProfile {
  const text = JSON.stringify(body);
  return mergeTargetProfile(defaultProfile, {
    input: { file: true, audio: true, video: true, toolResultImage: true },
    tools: { freeform: true, strict: true },
    reasoning: {
      historyField: text.includes('"reasoning_content":"') ? 'reasoning_content' : 'reasoning',
    },
    messages: {
      systemRole: 'developer',
      preferStringContent: false,
      outputLimitField:
        body['max_completion_tokens'] == null ? 'max_tokens' : 'max_completion_tokens',
      streamUsageOption: false,
    },
  });
}

/** Reads a stream's bytes, in the given pieces. */
export function framesOf(pieces: readonly Uint8Array[]): WireEvent[] {
  const decoder = createSseDecoder();
  return [...pieces.flatMap((piece) => decoder.push(piece)), ...decoder.end()];
}

/** A chunk with one choice. */
export function chunk(delta: Json, choice: JsonObject = {}, rest: JsonObject = {}): WireEvent {
  const choices = [{ index: 0, delta, finish_reason: null, ...choice }];
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 7, model: 'up' };
  return { data: JSON.stringify({ ...head, choices, ...rest }) };
}

/** A chunk with one entry of `tool_calls`. */
export function callChunk(call: JsonObject): WireEvent {
  return chunk({ tool_calls: [call] });
}

/** The chunk that names the reason of the finish. */
export function finishChunk(reason: string, rest: JsonObject = {}): WireEvent {
  return chunk({}, { finish_reason: reason }, rest);
}

/** The end of a stream. */
export const done: WireEvent = { data: '[DONE]' };
