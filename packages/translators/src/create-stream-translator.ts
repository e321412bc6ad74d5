import type { FrameDecoder, WireEvent } from '@gateway/protocols';
import {
  errorTable,
  type Exchange,
  type FinishReason,
  GatewayError,
  type GatewayErrorFields,
  type LossReport,
  type Seal,
  type StreamEvent,
  toErrorFields,
  type Usage,
} from '@gateway/spec';
import type { DialectCodec, StreamDecoder, StreamEncoder, TranslationContext } from './codec.ts';
import { completeContext } from './default-context.ts';
import { getCodec } from './get-codec.ts';
import { createLossRecorder } from './loss-recorder.ts';
import { toUpstreamFault } from './response/upstream-fault.ts';
import { createFrameDecoder, encodeFrames } from './response/wire-frames.ts';
import { type AnswerPipeline, createAnswerPipeline } from './stream/answer-stages.ts';

/** What {@link createStreamTranslator} takes. */
export interface StreamTranslatorOptions {
  /** From {@link translateRequest}. */
  readonly exchange: Exchange;
  /**
   * How the upstream frames its stream: by name, or a decoder of the caller's (for binary framing).
   * Absent = as the upstream's dialect does.
   */
  readonly framing?: 'sse' | 'ndjson' | FrameDecoder;
  /** See {@link translateRequest}; default ids are hashed from the exchange and the first event. */
  readonly context?: Partial<TranslationContext>;
}

/** What one step of a stream gives. */
export interface StreamStep {
  /** Frames in the client's dialect, ready to write; possibly empty. Never the error itself. */
  readonly output: string;
  /**
   * Set in the step in which the upstream failed; `output` then holds only what preceded. Nothing
   * has been written about the failure yet: try another upstream, or write
   * {@link StreamTranslator.renderError}.
   */
  readonly error?: GatewayErrorFields;
}

/**
 * Translates one stream. Feed it bytes (or events) in order, then `end`. It writes at most one
 * terminal event, whatever happens.
 */
export interface StreamTranslator {
  /** Takes the next bytes of the upstream's body, cut anywhere. */
  push(bytes: Uint8Array): StreamStep;
  /** Takes one event that was freed from its framing elsewhere. */
  pushEvent(event: WireEvent): StreamStep;
  /** Takes the end of the upstream's body; a stream without its finish fact fails here. */
  end(): StreamStep;
  /**
   * Renders a failure inside the stream, in the client's dialect, and closes it. Empty when the
   * stream already has its terminal event.
   */
  renderError(error: GatewayErrorFields): string;
  /**
   * Ends the stream for a reason outside of it (timeout, shutdown): notes the error as
   * {@link StreamTranslator.failed}, closes, and gives what {@link StreamTranslator.renderError}
   * gives.
   */
  abort(error: GatewayErrorFields): string;
  /** A sign of life in the client's dialect; empty where it has none or the stream is closed. */
  heartbeat(): string;
  /** Whether content, reasoning or tool bytes have been given out, so that no retry is possible. */
  readonly contentStarted: boolean;
  /**
   * Whether the answer is complete: its terminal event has been given out. The rest of the
   * upstream's body need not be read (a stop string may end an answer early).
   */
  readonly finished: boolean;
  /** Why the stream failed, if it did. */
  readonly failed: GatewayErrorFields | undefined;
  /** Losses of the answer so far. */
  readonly loss: LossReport;
  /** Usage as known so far. */
  readonly usage: Usage;
  /** Why each choice ended, in order; empty until the answer is complete. */
  readonly finishReasons: readonly FinishReason[];
  /** Tool-call id → reasoning state that led to the call, to be given back with the next request. */
  readonly mintedSeals: ReadonlyMap<string, readonly Seal[]>;
  /** UTF-8 bytes of content so far, for estimates of interrupted streams. */
  readonly contentBytes: number;
}

/** The state of one stream. */
interface StreamState {
  readonly exchange: Exchange;
  readonly client: DialectCodec;
  readonly frames: FrameDecoder;
  readonly decoder: StreamDecoder;
  readonly pipeline: AnswerPipeline;
  readonly encoder: StreamEncoder;
  /** Content has entered the encoder, which may hold it back. */
  contentPending: boolean;
  contentStarted: boolean;
  finished: boolean;
  failed: GatewayErrorFields | undefined;
  /** The terminal event is written: finish or error. */
  closed: boolean;
}

/**
 * Makes the translator of one stream from the upstream's dialect to the client's.
 *
 * @throws `GatewayError` `unsupported` when a dialect of the exchange cannot be translated or its
 * framing needs a decoder of the caller's; the translator's own methods never throw
 * @example
 * const translator = createStreamTranslator({ exchange });
 * for await (const bytes of upstream) {
 *   const { output, error } = translator.push(bytes);
 *   write(error ? output + translator.renderError(error) : output);
 * }
 */
export function createStreamTranslator(options: StreamTranslatorOptions): StreamTranslator {
  const { exchange } = options;
  let firstEvent = '';
  const seed = (): string => `${JSON.stringify(exchange)}${firstEvent}`;
  const loss = createLossRecorder();
  const context = completeContext(options.context, seed);
  const state = createState(options, { exchange, context, loss });
  const { answer } = state.pipeline;

  const take = (events: readonly WireEvent[]): StreamStep => {
    firstEvent ||= events[0]?.data ?? '';
    return joinSteps(events, (event) => decodeStep(state, event));
  };

  return {
    push: (bytes) => framesStep(state, () => state.frames.push(bytes), take),
    pushEvent: (event) => take([event]),
    end() {
      const last = framesStep(state, () => state.frames.end(), take);
      const closing = guardedStep(state, () => state.decoder.end(), '');
      const output = last.output + closing.output;
      const error = last.error ?? closing.error ?? truncation(state);
      return error ? { output, error } : { output };
    },
    renderError: (error) => renderError(state, error),
    abort(error) {
      if (!state.finished) state.failed ??= error;
      return renderError(state, error);
    },
    heartbeat: () =>
      state.closed || state.client.heartbeat === null
        ? ''
        : encodeFrames(state.client.framing, [state.client.heartbeat]),
    get contentStarted() {
      return state.contentStarted;
    },
    get finished() {
      return state.finished;
    },
    get failed() {
      return state.failed;
    },
    get loss() {
      return loss.entries;
    },
    get usage() {
      return answer.usage;
    },
    get finishReasons() {
      return answer.finishes.map(({ reason }) => reason);
    },
    get mintedSeals() {
      return answer.mintedSeals;
    },
    get contentBytes() {
      return answer.contentBytes;
    },
  };
}

function createState(
  { exchange, framing }: StreamTranslatorOptions,
  answerContext: Parameters<DialectCodec['createStreamDecoder']>[0],
): StreamState {
  const [client, upstream] = [getCodec(exchange.from), getCodec(exchange.to)];
  const frames =
    typeof framing === 'object' ? framing : createFrameDecoder(framing ?? upstream.framing);
  return {
    exchange,
    client,
    frames,
    decoder: upstream.createStreamDecoder(answerContext),
    pipeline: createAnswerPipeline(answerContext),
    encoder: client.createStreamEncoder(answerContext),
    contentPending: false,
    contentStarted: false,
    finished: false,
    failed: undefined,
    closed: false,
  };
}

const silence: StreamStep = { output: '' };

function isOver(state: StreamState): boolean {
  return state.closed || state.failed !== undefined;
}

function joinSteps<Item>(items: readonly Item[], step: (item: Item) => StreamStep): StreamStep {
  let output = '';
  for (const item of items) {
    const next = step(item);
    output += next.output;
    if (next.error) return { output, error: next.error };
  }
  return { output };
}

function framesStep(
  state: StreamState,
  read: () => WireEvent[],
  take: (events: readonly WireEvent[]) => StreamStep,
): StreamStep {
  if (isOver(state)) return silence;
  try {
    return take(read());
  } catch (thrown) {
    return fail(state, toUpstreamFault(thrown, { dialect: state.exchange.to, body: '' }));
  }
}

function decodeStep(state: StreamState, event: WireEvent): StreamStep {
  return guardedStep(state, () => state.decoder.push(event), event.data);
}

function guardedStep(state: StreamState, decode: () => StreamEvent[], source: string): StreamStep {
  if (isOver(state)) return silence;
  let events: readonly StreamEvent[];
  try {
    events = decode().flatMap((event) => state.pipeline.push(event));
  } catch (thrown) {
    return fail(state, toUpstreamFault(thrown, { dialect: state.exchange.to, body: source }));
  }
  return joinSteps(events, (event) => encodeStep(state, event));
}

function encodeStep(state: StreamState, event: StreamEvent): StreamStep {
  if (event.type === 'error') return fail(state, event.error);
  try {
    const output = encodeFrames(state.client.framing, state.encoder.push(event));
    noteProgress(state, event, output);
    return { output };
  } catch (thrown) {
    // The answer was read well, so this is the gateway's own fault.
    return fail(state, toErrorFields(GatewayError.fromUnknown(thrown)));
  }
}

function noteProgress(state: StreamState, event: StreamEvent, output: string): void {
  state.contentPending ||= isContent(event);
  state.contentStarted ||= state.contentPending && output !== '';
  state.finished = event.type === 'finish';
  state.closed = state.finished;
}

function isContent(event: StreamEvent): boolean {
  if (event.type === 'part-start')
    return !['text', 'refusal', 'reasoning'].includes(event.part.type);
  if (event.type !== 'part-delta') return false;
  return !('text' in event.delta) || event.delta.text !== '';
}

function fail(state: StreamState, error: GatewayErrorFields): StreamStep {
  state.failed = error;
  return { output: '', error };
}

function truncation(state: StreamState): GatewayErrorFields | undefined {
  if (isOver(state)) return undefined;
  const code = 'upstream_truncated';
  state.failed = { code, message: errorTable[code].meaning };
  return state.failed;
}

function renderError(state: StreamState, error: GatewayErrorFields): string {
  if (state.closed) return '';
  state.closed = true;
  return encodeFrames(state.client.framing, state.client.encodeStreamError(error));
}
