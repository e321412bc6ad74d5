import {
  errorTable,
  type GatewayErrorFields,
  type GenerateResponse,
  type Json,
} from '@gateway/spec';
import type { AnswerContext } from '../codec.ts';
import { decodeError } from '../error/decode-error.ts';
import { isErrorBody } from '../error/error-envelope.ts';
import { getCodec } from '../get-codec.ts';
import { replayAsStream } from '../replay-as-stream.ts';
import { createAnswerFolder } from '../stream/answer-folder.ts';
import { type AnswerPipeline, createAnswerPipeline } from '../stream/answer-stages.ts';
import { toJson, toText } from '../wire-text.ts';
import type { ResponseInput } from './translated-answer.ts';
import { toUpstreamFault } from './upstream-fault.ts';

/** Something read from an upstream, or its failure. */
export type Reading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: GatewayErrorFields };

/**
 * Reads an upstream's JSON answer, errors with a 200 status included.
 *
 * @returns the parsed body; the error it holds; `upstream_invalid_response` for what is no JSON
 * @throws never
 */
export function readAnswerBody(response: ResponseInput, options: AnswerContext): Reading<Json> {
  const { status = 200, headers, body } = response;
  const { exchange, context } = options;
  const wire = { status, body, ...(headers && { headers }) };
  const toError = (): Reading<Json> => ({
    ok: false,
    error: decodeError(wire, { dialect: exchange.to, nowMs: context.nowMs }),
  });
  if (status >= 400) return toError();
  try {
    const value = toJson(body);
    return isErrorBody(value) ? toError() : { ok: true, value };
  } catch (thrown) {
    return {
      ok: false,
      error: toUpstreamFault(thrown, { dialect: exchange.to, body: toText(body) }),
    };
  }
}

/**
 * Decodes a complete answer.
 *
 * @returns the canonical answer, as the upstream gave it; `upstream_invalid_response` for JSON that
 * is no answer
 * @throws never
 */
export function decodeAnswer(body: Json, options: AnswerContext): Reading<GenerateResponse> {
  const { to } = options.exchange;
  try {
    const value = getCodec(to).decodeResponse(body, options);
    if (value.choices.length > 0) return { ok: true, value };
    const code = 'upstream_invalid_response';
    return { ok: false, error: { code, message: errorTable[code].meaning } };
  } catch (thrown) {
    return { ok: false, error: toUpstreamFault(thrown, { dialect: to, body: toText(body) }) };
  }
}

/** A canonical answer as the client shall see it. */
export interface SettledAnswer {
  readonly response: GenerateResponse;
  readonly collected: AnswerPipeline['answer'];
}

/**
 * Takes a complete answer through the steps every stream takes, so that both say the same. Notes
 * about wire form and the upstream's final usage stay.
 *
 * @returns the answer for the client; an error where a step refuses the answer
 * @throws never
 */
export function settleAnswer(
  response: GenerateResponse,
  options: AnswerContext,
): Reading<SettledAnswer> {
  const pipeline = createAnswerPipeline(options);
  const folder = createAnswerFolder();
  for (const event of replayAsStream(response)) {
    pipeline.push(event).forEach((each) => folder.push(each));
  }
  const folded = folder.result();
  if (!folded.ok) return folded;
  const choices = response.choices.flatMap((choice) => {
    const settled = folded.response.choices.find(({ index }) => index === choice.index);
    return settled ? [{ ...choice, parts: settled.parts, finish: settled.finish }] : [];
  });
  return {
    ok: true,
    value: { response: { ...response, choices }, collected: pipeline.answer },
  };
}
