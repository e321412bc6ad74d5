import { GatewayError, toErrorFields } from '@gateway/spec';
import type { AnswerContext } from './codec.ts';
import { completeContext } from './default-context.ts';
import { foldWireStream } from './fold-wire-stream.ts';
import { createLossRecorder } from './loss-recorder.ts';
import { decodeAnswer, readAnswerBody, settleAnswer } from './response/read-answer.ts';
import {
  type ResponseInput,
  toClientAnswer,
  type TranslateResponseOptions,
  type TranslateResponseResult,
} from './response/translated-answer.ts';
import { translateCount } from './response/translate-count.ts';
import { toText } from './wire-text.ts';

/**
 * Translates an upstream's complete answer into the client's dialect. A stream that came although
 * none was asked for is folded first.
 *
 * @returns the answer, its usage, finish reasons, reasoning state and losses; an error for error
 * statuses, for a 200 that holds an error, and for anything that is no answer: never a made-up
 * success
 * @throws never
 * @example
 * const result = translateResponse({ exchange, response: { status: 200, body: text } });
 */
export function translateResponse(options: TranslateResponseOptions): TranslateResponseResult {
  const { exchange, response } = options;
  const loss = createLossRecorder();
  if (isStream(response)) {
    const { body } = response;
    const bytes = body instanceof Uint8Array ? body : new TextEncoder().encode(toText(body));
    return foldWireStream({ ...options, bytes });
  }
  const context = completeContext(options.context, () => toText(response.body));
  try {
    return translate(response, { exchange, context, loss });
  } catch (thrown) {
    return {
      ok: false,
      error: toErrorFields(GatewayError.fromUnknown(thrown)),
      loss: loss.entries,
    };
  }
}

function translate(response: ResponseInput, options: AnswerContext): TranslateResponseResult {
  const { entries: loss } = options.loss;
  const body = readAnswerBody(response, options);
  if (!body.ok) return { ...body, loss };
  if (options.exchange.operation === 'count') return translateCount(body.value, options);
  const decoded = decodeAnswer(body.value, options);
  if (!decoded.ok) return { ...decoded, loss };
  const settled = settleAnswer(decoded.value, options);
  if (!settled.ok) return { ...settled, loss };
  return toClientAnswer(settled.value.response, settled.value.collected, options);
}

function isStream({ status = 200, headers, body }: ResponseInput): boolean {
  if (status >= 400) return false;
  const mediaType = String(headers?.['content-type'] ?? '');
  if (/^(?:text\/event-stream|application\/x-ndjson)/i.test(mediaType)) return true;
  const isText = typeof body === 'string' || body instanceof Uint8Array;
  // Relays send streams labelled as JSON; no JSON text begins with the name of an SSE field.
  return isText && /^\uFEFF?\s*(?:event|data|id|retry)?:/.test(beginning(body));
}

function beginning(body: string | Uint8Array): string {
  return toText(body.slice(0, 64));
}
