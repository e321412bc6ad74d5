import { type GenerateResponse, GatewayError, toErrorFields } from '@gateway/spec';
import type { AnswerContext } from './codec.ts';
import { completeContext } from './default-context.ts';
import { getCodec } from './get-codec.ts';
import { createLossRecorder } from './loss-recorder.ts';
import { replayAsStream } from './replay-as-stream.ts';
import { decodeAnswer, readAnswerBody, settleAnswer } from './response/read-answer.ts';
import type {
  AnswerFacts,
  AnswerFailure,
  TranslateResponseOptions,
} from './response/translated-answer.ts';
import { encodeFrames } from './response/wire-frames.ts';
import { toText } from './wire-text.ts';

/** A complete answer told as a stream, or why there is none. */
export type ReplayWireResponseResult =
  | (AnswerFacts & {
      readonly ok: true;
      /** The whole stream in the client's dialect, ready to write. */
      readonly output: string;
    })
  | AnswerFailure;

/**
 * Tells an upstream's complete answer as a stream in the client's dialect, for clients that want a
 * stream from upstreams that give none.
 *
 * @returns the frames of the stream with its terminal event; errors as `translateResponse`, to be
 * answered with a status, since nothing has been written yet
 * @throws never
 */
export function replayWireResponse(options: TranslateResponseOptions): ReplayWireResponseResult {
  const { exchange, response } = options;
  const loss = createLossRecorder();
  const context = completeContext(options.context, () => toText(response.body));
  try {
    return replay(options, { exchange, context, loss });
  } catch (thrown) {
    return {
      ok: false,
      error: toErrorFields(GatewayError.fromUnknown(thrown)),
      loss: loss.entries,
    };
  }
}

function replay(
  { response }: TranslateResponseOptions,
  options: AnswerContext,
): ReplayWireResponseResult {
  const { entries: loss } = options.loss;
  const body = readAnswerBody(response, options);
  if (!body.ok) return { ...body, loss };
  const decoded = decodeAnswer(body.value, options);
  if (!decoded.ok) return { ...decoded, loss };
  const settled = settleAnswer(decoded.value, options);
  if (!settled.ok) return { ...settled, loss };
  const { response: answer, collected } = settled.value;
  return {
    ok: true,
    output: encodeReplay(answer, options),
    usage: answer.usage,
    finishReasons: answer.choices.map(({ finish }) => finish.reason),
    mintedSeals: collected.mintedSeals,
    loss,
  };
}

function encodeReplay(answer: GenerateResponse, options: AnswerContext): string {
  const client = getCodec(options.exchange.from);
  const encoder = client.createStreamEncoder(options);
  const frames = replayAsStream(answer).flatMap((event) => encoder.push(event));
  return encodeFrames(client.framing, frames);
}
