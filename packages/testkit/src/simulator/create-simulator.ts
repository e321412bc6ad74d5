import { parseJson } from '@gateway/protocols';
import { type Clock, isJsonObject, type JsonObject } from '@gateway/spec';
import { anthropicMessages } from './anthropic-messages/index.ts';
import { readCountPrompt } from './anthropic-messages/read-prompt.ts';
import type { Behaviour, ErrorScript, Script, ScriptRequest } from './behaviour.ts';
import { composeAnswer, countTokens } from './compose-answer.ts';
import type { SimulatedDialect, SimulatedRefusal } from './dialect.ts';
import { listModels } from './list-models.ts';
import { matchRoute } from './match-route.ts';
import { openaiChat } from './openai-chat/index.ts';
import { toText } from './read-json.ts';
import { shapeChunks } from './shape-chunks.ts';
import type { SimulatorRequest, SimulatorResponse } from './wire.ts';
import { readWireScript, toBytes } from './write-wire.ts';

/** Settings of a simulator. */
export interface SimulatorOptions {
  /** Tells when answers were made. */
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Decides what happens to each request; absent = every request gets a made-up answer. */
  readonly script?: Script;
  /** Models that `GET /v1/models` lists; absent = `echo` and `reasoner`. */
  readonly models?: readonly string[];
  /** Whether models that are not listed are refused; absent = any name is answered. */
  readonly refuseUnknownModels?: boolean;
  /** The only key it takes, as bearer token or `x-api-key`; absent = it asks for none. */
  readonly apiKey?: string;
  /** Pause before each event of a made-up stream, milliseconds; absent = 0. */
  readonly eventDelayMs?: number;
}

/** An upstream that is not one: it answers as a vendor would, by rule. */
export interface Simulator {
  /**
   * Answers one request.
   *
   * @throws never; whatever is wrong with a request is an answer too
   */
  handle(request: SimulatorRequest): SimulatorResponse;
}

/** A response before faults, cuts and pauses. */
interface Draft {
  readonly status: number;
  readonly mediaType: string;
  readonly events: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

const parseBody = (body: Uint8Array): JsonObject | undefined => {
  try {
    const value = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return isJsonObject(value) ? value : undefined;
  } catch {
    // Not UTF-8, not JSON or nested too deeply: the caller answers it as the malformed request it is.
    return undefined;
  }
};

const toDialect = (request: ScriptRequest): SimulatedDialect => {
  const speaksMessages =
    request.route === 'anthropic-messages' ||
    request.route === 'count-tokens' ||
    (request.route !== 'openai-chat' && request.headers['anthropic-version'] !== undefined);
  return speaksMessages ? anthropicMessages : openaiChat;
};

const toModel = (request: ScriptRequest): string => toText(request.json?.['model']);

const jsonDraft = (body: JsonObject, status = 200): Draft => ({
  status,
  mediaType: 'application/json',
  events: [JSON.stringify(body)],
});

const refuse = (request: ScriptRequest, refusal: SimulatedRefusal): Draft => {
  const { status, body } = toDialect(request).writeError(refusal, toModel(request));
  return jsonDraft(body, status);
};

const toRefusal = ({ kind, message }: ErrorScript): SimulatedRefusal => ({
  kind,
  ...(message !== undefined && { message }),
});

const refuseAsScripted = (request: ScriptRequest, error: ErrorScript): Draft => {
  const draft = refuse(request, toRefusal(error));
  const { retryAfterSeconds } = error;
  return {
    ...draft,
    status: error.status ?? draft.status,
    headers: {
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
      ...error.headers,
    },
  };
};

const carriesKey = ({ headers }: ScriptRequest, apiKey: string): boolean =>
  headers['authorization'] === `Bearer ${apiKey}` || headers['x-api-key'] === apiKey;

const respond = (
  request: ScriptRequest,
  behaviour: Behaviour,
  draft: Draft & { readonly mediaType: string },
): SimulatorResponse => {
  const { fault, timing = {}, chunkSizes } = behaviour;
  const dialect = toDialect(request);
  const broken = toRefusal(fault?.error ?? { kind: 'overloaded' });
  return {
    delayMs: timing.headersDelayMs ?? 0,
    status: draft.status,
    headers: {
      'content-type': draft.mediaType,
      [dialect.requestIdHeader]: `req_sim${request.index}`,
      ...draft.headers,
    },
    chunks: shapeChunks(draft.events.map(toBytes), {
      fault,
      timing,
      chunkSizes,
      errorEvent: toBytes(dialect.writeErrorEvent(broken, toModel(request))),
    }),
    end: fault?.outcome === 'reset' ? 'reset' : 'normal',
  };
};

const respondByWire = (behaviour: Behaviour): SimulatorResponse => {
  const { wire = {}, fault, timing = {}, chunkSizes } = behaviour;
  const { events, chunks, mediaType } = readWireScript(wire);
  return {
    delayMs: timing.headersDelayMs ?? 0,
    status: wire.status ?? 200,
    headers: { 'content-type': mediaType, ...wire.headers },
    chunks: chunks ?? shapeChunks(events, { fault, timing, chunkSizes, errorEvent: undefined }),
    end: fault?.outcome === 'reset' ? 'reset' : 'normal',
  };
};

/**
 * Makes an upstream that answers by rule: `POST …/chat/completions`, `POST …/messages`,
 * `POST …/messages/count_tokens` and `GET …/models`, streamed and not. It echoes the last user
 * message, says in every text that it is simulated, calls a tool when the message says
 * `call <tool>`, reasons when asked to, and fails exactly as its script tells it.
 *
 * @throws never
 * @example createSimulator({ clock: createVirtualClock(), script: sequence({ error: { kind: 'server' } }, {}) })
 */
export function createSimulator(options: SimulatorOptions): Simulator {
  const { clock, script, models = ['echo', 'reasoner'], apiKey, eventDelayMs = 0 } = options;
  let requestCount = 0;
  let answerCount = 0;

  const answer = (request: ScriptRequest, behaviour: Behaviour): Draft => {
    const dialect = toDialect(request);
    const read = dialect.readPrompt(request.json ?? {});
    if ('refusal' in read) return refuse(request, read.refusal);
    const { prompt } = read;
    if (options.refuseUnknownModels && !models.includes(prompt.model)) {
      return refuse(request, { kind: 'not-found' });
    }
    answerCount += 1;
    const identity = { serial: answerCount, createdAtMs: clock.nowMs() };
    const composed = composeAnswer(prompt, behaviour.answer ?? {}, identity);
    if (!prompt.stream) return jsonDraft(dialect.writeAnswer(composed, prompt));
    const events = dialect.writeStream(composed, prompt);
    return { status: 200, mediaType: 'text/event-stream; charset=utf-8', events };
  };

  const count = (request: ScriptRequest): Draft => {
    const read = readCountPrompt(request.json ?? {});
    return 'refusal' in read
      ? refuse(request, read.refusal)
      : jsonDraft({ input_tokens: Math.max(1, countTokens(read.prompt.inputText)) });
  };

  const draft = (request: ScriptRequest, behaviour: Behaviour): Draft => {
    if (behaviour.error) return refuseAsScripted(request, behaviour.error);
    if (request.route === 'models') {
      return jsonDraft(listModels(models, request.headers, clock.nowMs()));
    }
    if (!request.json) {
      return refuse(request, { kind: 'invalid', message: 'The body is not a JSON object.' });
    }
    return request.route === 'count-tokens' ? count(request) : answer(request, behaviour);
  };

  const handle = (incoming: SimulatorRequest): SimulatorResponse => {
    const { route, methodFits } = matchRoute(incoming.method, incoming.path);
    const json = parseBody(incoming.body);
    const request: ScriptRequest = { ...incoming, index: requestCount, route, json };
    requestCount += 1;
    const scripted = script?.(request) ?? {};
    const behaviour = { ...scripted, timing: { eventDelayMs, ...scripted.timing } };
    if (behaviour.wire) return respondByWire(behaviour);
    if (apiKey !== undefined && !carriesKey(request, apiKey)) {
      return respond(request, {}, refuse(request, { kind: 'credential' }));
    }
    if (route === 'unknown') {
      const message = `Invalid URL (${incoming.method} ${incoming.path})`;
      return respond(request, {}, refuse(request, { kind: 'not-found', message }));
    }
    if (!methodFits) return respond(request, {}, refuse(request, { kind: 'method' }));
    return respond(request, behaviour, draft(request, behaviour));
  };

  return { handle };
}
