import type {
  Exchange,
  FinishReason,
  GatewayErrorFields,
  GenerateResponse,
  Headers,
  Json,
  LossReport,
  Seal,
  Usage,
} from '@gateway/spec';
import type { AnswerContext, TranslationContext } from '../codec.ts';
import { getCodec } from '../get-codec.ts';
import type { CollectedAnswer } from '../stream/collect-answer.ts';
import type { WireText } from '../wire-text.ts';

/** An upstream's complete answer as a caller has it. */
export interface ResponseInput {
  /** HTTP status; absent = 200. */
  readonly status?: number;
  /** Header fields, lower-case names. */
  readonly headers?: Headers;
  /** The body as text, bytes or parsed JSON. */
  readonly body: WireText;
}

/** What the ways back for complete answers take. */
export interface TranslateResponseOptions {
  /** From `translateRequest`. */
  readonly exchange: Exchange;
  /** The upstream's answer. */
  readonly response: ResponseInput;
  /** As for `translateRequest`; default ids are hashed from the body. */
  readonly context?: Partial<TranslationContext>;
}

/** What is known about an answer besides its body. */
export interface AnswerFacts {
  /** What the upstream counted, as a partition. */
  readonly usage: Usage;
  /** Why each choice ended, in order. */
  readonly finishReasons: readonly FinishReason[];
  /** Tool-call id → reasoning state that led to the call, to be given back with the next request. */
  readonly mintedSeals: ReadonlyMap<string, readonly Seal[]>;
  /** Places where the answer says something else than the upstream's; never refused. */
  readonly loss: LossReport;
}

/** No answer, and why. */
export interface AnswerFailure {
  readonly ok: false;
  /** Render it with `renderError`. */
  readonly error: GatewayErrorFields;
  /** Losses found before the failure. */
  readonly loss: LossReport;
}

/** A translated answer, or why there is none. */
export type TranslateResponseResult =
  | (AnswerFacts & {
      readonly ok: true;
      /** The answer in the client's dialect; `body` is JSON to be written with `stringifyBody`. */
      readonly response: {
        readonly status: 200;
        readonly headers: Readonly<Record<string, string>>;
        readonly body: Json;
      };
    })
  | AnswerFailure;

/**
 * Writes a canonical answer in the client's dialect.
 *
 * @throws what the client's encoder throws
 */
export function toClientAnswer(
  response: GenerateResponse,
  collected: CollectedAnswer,
  options: AnswerContext,
): TranslateResponseResult {
  const body = getCodec(options.exchange.from).encodeResponse(response, options);
  return {
    ok: true,
    response: { status: 200, headers: { 'content-type': 'application/json' }, body },
    usage: response.usage,
    finishReasons: response.choices.map(({ finish }) => finish.reason),
    mintedSeals: collected.mintedSeals,
    loss: options.loss.entries,
  };
}
