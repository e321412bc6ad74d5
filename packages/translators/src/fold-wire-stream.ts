import { type Exchange, GatewayError, toErrorFields } from '@gateway/spec';
import type { FrameDecoder, WireEvent } from '@gateway/protocols';
import type { AnswerContext, TranslationContext } from './codec.ts';
import { completeContext } from './default-context.ts';
import { getCodec } from './get-codec.ts';
import { createLossRecorder } from './loss-recorder.ts';
import { type TranslateResponseResult, toClientAnswer } from './response/translated-answer.ts';
import { toUpstreamFault } from './response/upstream-fault.ts';
import { createFrameDecoder } from './response/wire-frames.ts';
import { createAnswerFolder } from './stream/answer-folder.ts';
import { createAnswerPipeline } from './stream/answer-stages.ts';

/** What {@link foldWireStream} takes. */
export interface FoldWireStreamOptions {
  /** From `translateRequest`. */
  readonly exchange: Exchange;
  /** The upstream's stream: whole, or in pieces cut anywhere. */
  readonly bytes: Uint8Array | Iterable<Uint8Array>;
  /** How the stream is framed; absent = as the upstream's dialect does. */
  readonly framing?: 'sse' | 'ndjson' | FrameDecoder;
  /** As for `translateRequest`; default ids are hashed from the stream. */
  readonly context?: Partial<TranslationContext>;
}

/**
 * Folds an upstream's stream into one complete answer in the client's dialect, for clients that want
 * no stream from upstreams that only stream.
 *
 * @returns as `translateResponse`; `upstream_truncated` for a stream that is empty or unfinished
 * @throws never
 */
export function foldWireStream(options: FoldWireStreamOptions): TranslateResponseResult {
  const { exchange, bytes } = options;
  const loss = createLossRecorder();
  const pieces = bytes instanceof Uint8Array ? [bytes] : [...bytes];
  const context = completeContext(options.context, () => pieces[0] ?? '');
  try {
    return fold(pieces, options.framing, { exchange, context, loss });
  } catch (thrown) {
    return {
      ok: false,
      error: toErrorFields(GatewayError.fromUnknown(thrown)),
      loss: loss.entries,
    };
  }
}

function fold(
  pieces: readonly Uint8Array[],
  framing: FoldWireStreamOptions['framing'],
  options: AnswerContext,
): TranslateResponseResult {
  const upstream = getCodec(options.exchange.to);
  const frames =
    typeof framing === 'object' ? framing : createFrameDecoder(framing ?? upstream.framing);
  const pipeline = createAnswerPipeline(options);
  const folder = createAnswerFolder();
  try {
    const decoder = upstream.createStreamDecoder(options);
    const decode = (event: WireEvent) => decoder.push(event);
    const events = pieces.flatMap((piece) => frames.push(piece)).concat(frames.end());
    const decoded = events.flatMap(decode).concat(decoder.end());
    for (const event of decoded.flatMap((each) => pipeline.push(each))) folder.push(event);
  } catch (thrown) {
    const error = toUpstreamFault(thrown, { dialect: options.exchange.to, body: '' });
    return { ok: false, error, loss: options.loss.entries };
  }
  const folded = folder.result();
  if (!folded.ok) return { ...folded, loss: options.loss.entries };
  return toClientAnswer(folded.response, pipeline.answer, options);
}
