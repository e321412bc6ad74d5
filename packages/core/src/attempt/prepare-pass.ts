import { parseJson } from '@gateway/protocols';
import { type Exchange, isJsonObject, type Json, unknownUsage, type Usage } from '@gateway/spec';
import { type DialectCodec, decodeError, getCodec, translateRequest } from '@gateway/translators';
import type { ModelCall } from '../request-context.ts';
import type { DescribedTarget } from '../snapshot/describe-target.ts';
import { createPassReader } from './pass-reader.ts';
import type { AttemptContext } from './attempt-context.ts';
import { readWhole, replay } from './prepare-translate.ts';
import type {
  PreparedAttempt,
  Preparation,
  ReadAnswer,
  UpstreamAnswer,
} from './prepared-attempt.ts';

/**
 * Prepares an attempt of tier P: client and upstream speak the same dialect, so the client's bytes
 * pass. Changed are the model, where the upstream calls it otherwise, and the wish for usage, where
 * the client did not have it.
 *
 * @throws `GatewayError` `invalid_request` when the body cannot be edited
 */
export function preparePass(
  call: ModelCall,
  target: DescribedTarget,
  context: AttemptContext,
): Preparation {
  const codec = getCodec(target.dialect);
  const { bytes, stream, model, isModelRepeated } = call.request;
  const hideUsage = asksInSecret(call, target, codec);
  const edits = {
    ...((target.model !== model || isModelRepeated) && { model: target.model }),
    ...(hideUsage && { includeUsage: true }),
  };
  const isEdited = Object.keys(edits).length > 0;
  const body = isEdited ? codec.passthrough.editRequest(bytes, edits) : bytes;
  const exchangeOf = createExchange(call, target, context);
  const attempt: PreparedAttempt = {
    tier: 'P',
    loss: [],
    upstream: {
      model: target.model,
      stream,
      ...(call.query['beta'] !== undefined && { query: { beta: call.query['beta'] } }),
      body: { kind: 'bytes', mediaType: 'application/json', bytes: body },
    },
    clientHeaders: call.headers,
    createReader: () => createPassReader(codec, { hideUsage }),
    readWhole: (answer) =>
      isEventStream(answer)
        ? withExchange(exchangeOf(), (exchange) => readWhole(exchange, answer, context))
        : passWhole(codec, answer, call.operation),
    replay: (answer) => withExchange(exchangeOf(), (exchange) => replay(exchange, answer, context)),
  };
  return { ok: true, attempt };
}

function asksInSecret(call: ModelCall, target: DescribedTarget, codec: DialectCodec): boolean {
  if (call.operation !== 'generate' || !call.request.stream) return false;
  if (!target.profile.messages.streamUsageOption) return false;
  return !codec.passthrough.asksForUsage(call.request.bytes);
}

function isEventStream({ headers }: UpstreamAnswer): boolean {
  return String(headers['content-type'] ?? '').startsWith('text/event-stream');
}

function passWhole(
  codec: DialectCodec,
  answer: UpstreamAnswer,
  operation: ModelCall['operation'],
): ReadAnswer {
  const value = safeParse(answer.body);
  if (value === undefined || !isJsonObject(value)) return notAnAnswer;
  if (isError(value)) {
    const { status, headers } = answer;
    const { dialect } = codec;
    return { ok: false, error: decodeError({ status, headers, body: value }, { dialect }) };
  }
  if (operation === 'count') return isCount(codec, value) ? passed(answer) : notAnAnswer;
  const { usage, finishes } = codec.passthrough.sniffResponse(value);
  if (finishes.length === 0 && usage.certainty === 'none') return notAnAnswer;
  return passed(answer, usage);
}

function passed({ body }: UpstreamAnswer, usage: Usage = unknownUsage): ReadAnswer {
  return { ok: true, body, usage, mintedSeals: new Map(), loss: [] };
}

function isCount(codec: DialectCodec, value: Json): boolean {
  try {
    return codec.decodeCount?.(value) !== undefined;
  } catch {
    // The decoder refuses what is no count; the caller says so.
    return false;
  }
}

/** Errors that come with a good status. */
function isError(value: Readonly<Record<string, Json>>): boolean {
  return value['type'] === 'error' || (value['error'] !== undefined && value['error'] !== null);
}

function safeParse(body: Uint8Array): Json | undefined {
  try {
    return parseJson(new TextDecoder().decode(body));
  } catch {
    // Not JSON, so not an answer; the caller says so.
    return undefined;
  }
}

const notAnAnswer: ReadAnswer = Object.freeze({
  ok: false,
  error: Object.freeze({
    code: 'upstream_invalid_response',
    message: 'The upstream answered something that is not an answer.',
  }),
});

/** An exchange is only needed where the upstream answers in another form than it was asked. */
function createExchange(call: ModelCall, target: DescribedTarget, context: AttemptContext) {
  return () => {
    const { dialect, request, operation, headers } = call;
    const { model, stream } = request;
    return translateRequest({
      from: dialect,
      to: target.dialect,
      request: { operation, model, stream, headers, body: request.json() },
      model: target.model,
      target: target.profile,
      context,
    });
  };
}

function withExchange(
  translated: ReturnType<typeof translateRequest>,
  read: (exchange: Exchange) => ReadAnswer,
): ReadAnswer {
  return translated.ok ? read(translated.exchange) : translated;
}
