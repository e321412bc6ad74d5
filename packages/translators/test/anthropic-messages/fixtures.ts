import type { Exchange, Json, TargetProfile } from '@gateway/spec';
import { isJsonObject, mergeTargetProfile } from '@gateway/spec';
import { loadFixtures, type RecordedExchange } from '@gateway/testkit/replay';
import type {
  AnswerContext,
  DecodeRequestContext,
  EncodeRequestContext,
  TranslationContext,
  WireRequest,
} from '../../src/codec.ts';
import { createLossRecorder } from '../../src/loss-recorder.ts';
import { defaultProfile } from '../../src/dialects/anthropic-messages/profile.ts';

/** A context whose ids count up. */
export function createContext(): TranslationContext {
  let count = 0;
  return { newId: (prefix) => `${prefix}test${++count}`, nowMs: 0 };
}

/** An exchange with an upstream of this dialect. */
export const nativeExchange: Exchange = {
  version: 1,
  operation: 'generate',
  from: 'anthropic-messages',
  to: 'anthropic-messages',
  stream: true,
  requestedModel: 'claude-test',
  targetFamily: 'anthropic',
  toolNames: {},
  echo: {},
  upstream: {},
};

/** An exchange with an upstream of another dialect. */
export const foreignExchange: Exchange = {
  ...nativeExchange,
  to: 'openai-chat',
  targetFamily: 'openai',
};

export function answerContext(exchange: Exchange = nativeExchange): AnswerContext {
  return { exchange, context: createContext(), loss: createLossRecorder() };
}

export function decodeContext(): DecodeRequestContext {
  return { context: createContext(), loss: createLossRecorder() };
}

/** A target that takes everything. */
export const permissiveProfile: TargetProfile = mergeTargetProfile(defaultProfile, {
  messages: { midConversationSystem: true, serviceTier: true },
  tools: { deferLoading: true, strict: true },
});

export function encodeContext(target: TargetProfile = permissiveProfile): EncodeRequestContext {
  return { target, context: createContext(), loss: createLossRecorder() };
}

/** A Messages request as a client of the official SDK sends it. */
export function wireRequest(body: Json, extra: Partial<WireRequest> = {}): WireRequest {
  const source = isJsonObject(body) ? body : {};
  const model = source['model'];
  return {
    operation: 'generate',
    model: typeof model === 'string' ? model : '',
    stream: source['stream'] === true,
    body: { kind: 'json', value: body },
    ...extra,
  };
}

/** A recorded exchange with its place. */
export interface Recorded {
  readonly name: string;
  readonly exchange: RecordedExchange;
}

const all: readonly Recorded[] = loadFixtures('anthropic-messages').flatMap((fixture) =>
  fixture.exchanges
    .filter(({ request }) => request === null || request.path.includes('/messages'))
    .map((exchange, index) => ({ name: `${fixture.id} ${index}`, exchange })),
);

/** Every recorded request body of Messages and of token counts. */
export const recordedRequests = all.flatMap(({ name, exchange: { request } }) => {
  if (!isJsonObject(request?.body)) return [];
  const operation: 'count' | 'generate' = request.path.includes('count_tokens')
    ? 'count'
    : 'generate';
  return [{ name, operation, body: request.body }];
});

/** Every recorded complete answer. */
export const recordedResponses = all.flatMap(({ name, exchange: { response } }) =>
  isJsonObject(response.body) && response.body['type'] === 'message'
    ? [{ name, body: response.body }]
    : [],
);

/** Every recorded stream. */
export const recordedStreams = all.flatMap(({ name, exchange: { response } }) =>
  response.sse === undefined ? [] : [{ name, sse: response.sse }],
);
