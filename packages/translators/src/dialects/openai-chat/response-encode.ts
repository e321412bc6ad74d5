import {
  type Choice,
  type GenerateResponse,
  isJsonArray,
  type Json,
  type JsonObject,
  mergeTargetProfile,
} from '@gateway/spec';
import type { AnswerContext } from '../../codec.ts';
import { reportFinish } from '../../report-finish.ts';
import { encodeAssistant } from './assistant-encode.ts';
import type { EncodeScope } from './encode-scope.ts';
import { contentOf, decodeFinish, encodeFinish, refusalText, wordlessFinishes } from './finish.ts';
import { defaultProfile } from './profile.ts';
import { encodeUsage } from './usage.ts';
import { constantOf, formHint, members, ownDialect, withExtra, withOwnExtra } from './wire.ts';

/**
 * Writes a chat completion. The model is the one the client asked for.
 *
 * @throws never; what chat has no place for is reported as a loss
 * @source OpenAI API reference, "The chat completion object"
 */
export function encodeResponse(response: GenerateResponse, options: AnswerContext): Json {
  const { exchange } = options;
  const choices = response.choices.map((choice) => encodeChoice(choice, options));
  const isOwn = response.wire?.dialect === ownDialect;
  const { createdAtSeconds = isOwn ? undefined : nowSeconds(options) } = response;
  return withOwnExtra(
    response,
    members({
      id: formHint(response, 'id') === 'kept' ? undefined : toAnswerId(response.id, isOwn),
      object: constantOf(response, 'object', 'chat.completion'),
      created: createdAtSeconds,
      model: formHint(response, 'model') === 'kept' ? undefined : exchange.requestedModel,
      choices,
      usage: response.usage.certainty === 'none' ? undefined : encodeUsage(response.usage),
      service_tier: response.serviceTier,
    }),
  );
}

/**
 * Reads the injected clock.
 *
 * @returns epoch seconds
 * @throws never
 */
export function nowSeconds({ context }: AnswerContext): number {
  return Math.floor(context.nowMs / 1000);
}

/**
 * Gives an answer's id the look it has in chat.
 *
 * @param isOwn - whether it comes from a chat upstream, whose ids stay
 * @throws never
 */
export function toAnswerId(id: string, isOwn: boolean): string {
  return isOwn || id.startsWith('chatcmpl-') ? id : `chatcmpl-${id}`;
}

function encodeChoice(choice: Choice, options: AnswerContext): JsonObject {
  const { index, parts } = choice;
  const message = encodeMessage(choice, options);
  const logprobs = parts.flatMap((part) => (part.type === 'text' ? toList(part.logprobs) : []));
  if (choice.wire?.dialect !== ownDialect) {
    reportFinish(choice.finish, wordlessFinishes, options.loss);
  }
  const own = members({
    index: formHint(choice, 'index') === 'kept' ? undefined : index,
    logprobs: logprobs.length > 0 ? { content: logprobs } : undefined,
    finish_reason: finishWord(choice),
  });
  return withOwnExtra(choice, withExtra(own, { message }));
}

/** A chat upstream's missing or empty word stays while it still says what the answer says. */
function finishWord(choice: Choice): string | undefined {
  const { finish, parts, wire } = choice;
  const isOwn = wire?.dialect === ownDialect;
  const content = contentOf(parts);
  const isWordless = formHint(choice, 'finish') === 'kept' || finish.native === '';
  if (isWordless && decodeFinish(undefined, content).reason === finish.reason) {
    return finish.native;
  }
  return encodeFinish(finish, content, isOwn);
}

function toList(value: Json | undefined): readonly Json[] {
  return isJsonArray(value) ? value : [];
}

function encodeMessage(choice: Choice, { exchange, context, loss }: AnswerContext): JsonObject {
  const { parts, finish } = choice;
  const isOwn = choice.wire?.dialect === ownDialect;
  const explanation = parts.some(({ type }) => type === 'refusal')
    ? undefined
    : refusalText(finish);
  const target = isOwn && formHint(choice, 'content') === 'parts' ? listProfile : textProfile;
  const scope: EncodeScope = {
    target,
    loss,
    newId: context.newId,
    path: `choices[${choice.index}]`,
  };
  const message = encodeAssistant(
    { parts, node: choice, newId: context.newId },
    {
      reasoning: { textKey: 'reasoning_content', keepsKey: true, lists: true },
      freeform: isOwn || exchange.echo.freeformTools === true,
      separator: '',
      empty: parts.some(({ type }) => type === 'tool-call') ? null : '',
      refusesNull: false,
      images: true,
    },
    scope,
  );
  return members({
    role: constantOf(choice, 'role', 'assistant'),
    ...message,
    refusal: message['refusal'] ?? explanation,
  });
}

/** Clients read content as one string; only an answer that came with a list goes out with one. */
const textProfile = mergeTargetProfile(defaultProfile, { messages: { preferStringContent: true } });
const listProfile = mergeTargetProfile(defaultProfile, {
  messages: { preferStringContent: false },
});
