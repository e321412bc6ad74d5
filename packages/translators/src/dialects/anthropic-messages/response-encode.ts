import type { GenerateResponse, JsonObject, Part } from '@gateway/spec';
import type { AnswerContext } from '../../codec.ts';
import { type EncodeScope, encodePart } from './block-encode.ts';
import { reportFinish } from '../../report-finish.ts';
import { encodeStopDetails, encodeStopReason, isDirectCall, wordlessFinishes } from './finish.ts';
import { encodeUsage } from './usage.ts';
import { ownDialect, reportForeignExtra, withOwnExtra } from './wire.ts';

/** Members that are always there in the newest shape of the API; older clients ignore them. */
export const nullableMembers: JsonObject = {
  container: null,
  diagnostics: null,
  stop_details: null,
};

/**
 * Writes a complete answer. The model is the one the client asked for.
 *
 * @throws never
 * @source Messages API version 2026-10-21, SDK types read 2026-11
 */
export function encodeResponse(response: GenerateResponse, options: AnswerContext): JsonObject {
  const { exchange } = options;
  const scope = answerScope(options);
  const [choice] = response.choices;
  const parts = choice?.parts ?? [];
  reportForeignExtra(response, scope);
  reportOtherChoices(response, scope);
  const content = parts.flatMap((part) => encodePart(part, scope));
  const finish = choice?.finish ?? { reason: 'other' };
  const refusal = parts.map(refusalText).join('');
  const calls = content.filter((block) => block['type'] === 'tool_use');
  const stopReason = encodeStopReason(finish, {
    hasToolCall: calls.length > 0,
    hasDirectCall: calls.some((block) => isDirectCall(block['caller'])),
    hasRefusal: refusal !== '',
    native: scope.native,
  });
  const stopDetails = encodeStopDetails(stopReason, finish, {
    native: scope.native,
    refusal,
  });
  const isOwn = scope.native;
  if (!isOwn) reportFinish(finish, wordlessFinishes, options.loss);
  return withOwnExtra(response, {
    id: toMessageId(response.id, options),
    type: 'message',
    role: 'assistant',
    model: exchange.requestedModel,
    content,
    ...(!isOwn && nullableMembers),
    stop_reason: stopReason,
    ...(finish.stopSequence !== undefined && { stop_sequence: finish.stopSequence }),
    ...(!isOwn && finish.stopSequence === undefined && { stop_sequence: null }),
    ...(!(isOwn && stopDetails === null) && { stop_details: stopDetails }),
    ...(response.container !== undefined && isOwn && { container: response.container }),
    usage: encodeUsage(response.usage, response.serviceTier),
  });
}

/**
 * Says how blocks of an answer are written.
 *
 * @throws never
 */
export function answerScope({ exchange, loss }: AnswerContext): EncodeScope {
  const native = exchange.to === ownDialect;
  return { loss, path: '', side: 'response', family: 'anthropic', native };
}

/**
 * Makes an id that clients of this dialect recognise.
 *
 * @returns the upstream's own id where it spoke this dialect, otherwise `msg_` and the given id
 * @throws never
 */
export function toMessageId(id: string, { exchange, context }: AnswerContext): string {
  const prefix = 'msg_';
  if (id === '') return context.newId(prefix);
  if (exchange.to === ownDialect || id.startsWith(prefix)) return id;
  return prefix + id.replace(/^[a-z]+[-_]/i, '').replace(/[^\w-]/g, '_');
}

const refusalText = (part: Part): string => (part.type === 'refusal' ? part.text : '');

function reportOtherChoices(response: GenerateResponse, { loss }: EncodeScope): void {
  if (response.choices.length < 2) return;
  loss.add({
    severity: 'dropped',
    code: 'part_dropped',
    path: 'choices[1]',
    detail: 'An answer holds one choice here.',
  });
}
