import {
  type Choice,
  GatewayError,
  type GenerateResponse,
  isJsonObject,
  type Json,
  unknownUsage,
} from '@gateway/spec';
import type { AnswerContext } from '../../codec.ts';
import { decodeError } from '../../error/decode-error.ts';
import { isErrorBody } from '../../error/error-envelope.ts';
import { decodeAssistant } from './assistant-decode.ts';
import { numberChoices } from './choice-index.ts';
import { contentOf, decodeFinish } from './finish.ts';
import { createReader, type FormHints, type Reader } from './reader.ts';
import { ownDialect } from './wire.ts';
import { decodeUsage } from './usage.ts';

/**
 * Reads a chat completion.
 *
 * @throws `GatewayError` `upstream_invalid_response` when the body is not an answer; the upstream's
 * own error when the body is one
 * @source OpenAI API reference, "The chat completion object"
 */
export function decodeResponse(body: Json, { exchange, context }: AnswerContext): GenerateResponse {
  if (!isJsonObject(body) || isErrorBody(body)) throw notAnAnswer(body, context.nowMs);
  const reader = createReader(body, { path: '', strict: false });
  const list = reader.list('choices');
  if (!list || list.length === 0) throw notAnAnswer(body, context.nowMs);
  const thinkTags = exchange.upstream.thinkTagsInText === true;
  const numbers = numberChoices(list);
  const choices = list.map((value: Json, position) => {
    const scope = { path: `choices[${position}]`, strict: false };
    const choice = createReader(isJsonObject(value) ? value : {}, scope);
    return decodeChoice(choice, numbers[position] ?? position, thinkTags);
  });
  const usage = reader.object('usage');
  const createdAtSeconds = reader.number('created');
  const serviceTier = reader.filled('service_tier');
  const form: FormHints = {
    object: reader.constant('object', 'chat.completion'),
    id: reader.has('id') ? undefined : 'kept',
    model: reader.has('model') ? undefined : 'kept',
  };
  return {
    id: reader.string('id') ?? '',
    model: reader.string('model') ?? exchange.requestedModel,
    ...(createdAtSeconds !== undefined && { createdAtSeconds }),
    choices,
    usage: usage ? decodeUsage(usage) : unknownUsage,
    ...(serviceTier !== undefined && { serviceTier }),
    wire: reader.notes(form),
  };
}

function notAnAnswer(body: Json, nowMs: number): GatewayError {
  if (isErrorBody(body))
    return new GatewayError(decodeError({ status: 200, body }, { dialect: ownDialect, nowMs }));
  const message = 'The upstream answered without any choices.';
  return new GatewayError({ code: 'upstream_invalid_response', message });
}

function decodeChoice(choice: Reader, index: number, thinkTags: boolean): Choice {
  const isOwnIndex = choice.peek('index') === index && choice.any('index') !== undefined;
  const message = choice.child('message') ?? createReader({}, choice.scope);
  const role = message.constant('role', 'assistant');
  const { parts, form } = decodeAssistant(message, { functionCallId: callIdOf, thinkTags });
  const withOdds = withLogprobs(choice, parts);
  const native = choice.string('finish_reason');
  return {
    index,
    parts: withOdds,
    finish: decodeFinish(native, contentOf(parts)),
    wire: choice.notes({
      ...form,
      role,
      index: isOwnIndex ? undefined : 'kept',
      finish: native === undefined ? 'kept' : undefined,
    }),
  };
}

/** An answer has at most one call of the old form. */
function callIdOf(toolName: string): string {
  return `call_${toolName}_0`;
}

/** Log probabilities of the text go with its first piece; those of refusals stay unread. */
function withLogprobs(choice: Reader, parts: Choice['parts']): Choice['parts'] {
  const value = choice.peek('logprobs');
  const at = parts.findIndex(({ type }) => type === 'text');
  const first = parts[at];
  if (first?.type !== 'text' || !isJsonObject(value) || !Array.isArray(value['content'])) {
    return parts;
  }
  const logprobs = choice.child('logprobs')?.list('content');
  return logprobs ? parts.with(at, { ...first, logprobs }) : parts;
}
