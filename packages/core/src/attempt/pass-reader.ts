import {
  concatBytes,
  createNdjsonDecoder,
  createSseDecoder,
  createSseFrameSplitter,
  type RawFrameDecoder,
  type WireEvent,
} from '@gateway/protocols';
import { GatewayError, type GatewayErrorFields, type Seal } from '@gateway/spec';
import type { DialectCodec, StreamSniffer } from '@gateway/translators';
import { encodeEvents } from '../egress/encode-events.ts';
import { emptyBatch, type StreamBatch } from '../egress/stream-batch.ts';
import { type ClosingFrame, closingFrameOf } from './closing-frame.ts';
import type { StreamReader } from './stream-reader.ts';

/** What a {@link createPassReader} needs of the dialect. */
export type PassCodec = Pick<DialectCodec, 'dialect' | 'framing' | 'passthrough'>;

type Frame = WireEvent & { readonly bytes: Uint8Array };

const noSeals: ReadonlyMap<string, readonly Seal[]> = new Map();

/**
 * Makes a reader for streams that pass untranslated. Whole frames go on byte for byte, so that an
 * error event can always follow; a frame that the upstream did not finish is left out. Once the
 * answer has its finish nothing can spoil it: errors after it are left out, and a stream that breaks
 * off is closed in the dialect's own way.
 *
 * @param options - `hideUsage`: only the gateway asked for usage, so it is taken out again
 * @throws never
 */
export function createPassReader(
  codec: PassCodec,
  options: { readonly hideUsage: boolean },
): StreamReader {
  return new PassReader(codec, codec.passthrough.createStreamSniffer(options));
}

class PassReader implements StreamReader {
  readonly loss = [];
  readonly mintedSeals = noSeals;
  readonly #codec: PassCodec;
  readonly #splitter: RawFrameDecoder = createSseFrameSplitter();
  readonly #sniffer: StreamSniffer;
  readonly #closing: ClosingFrame | undefined;
  /** The finish was seen. */
  #answered = false;
  /** The closing frame was seen, or added. */
  #closed = false;
  /** An error came after the finish, and was left out. */
  #spoilt = false;
  #failed = false;

  constructor(codec: PassCodec, sniffer: StreamSniffer) {
    this.#codec = codec;
    this.#sniffer = sniffer;
    this.#closing = closingFrameOf(codec.dialect);
  }

  get finished() {
    return this.#sniffer.finished;
  }

  get usage() {
    return this.#sniffer.usage;
  }

  get contentBytes() {
    return this.#sniffer.contentBytes;
  }

  push(bytes: Uint8Array): StreamBatch {
    if (this.#failed) return emptyBatch;
    try {
      return this.#sniff(this.#splitter.push(bytes));
    } catch (cause) {
      return this.#fail(GatewayError.fromUnknown(cause, 'upstream_invalid_response'));
    }
  }

  end(isCut = false): StreamBatch {
    if (this.#failed) return emptyBatch;
    const { rest } = this.#splitter.end();
    const { frame, isBroken } = this.#readRest(rest);
    const batch = this.#sniff(frame ? [frame] : []);
    if (batch.error) return batch;
    if (!this.finished) return { ...batch, ...this.#fail(truncated) };
    return this.#close(batch, isCut || isBroken || this.#spoilt);
  }

  /** The last event may lack its blank line; it counts if its payload is complete. */
  #readRest(rest: Uint8Array): { readonly frame?: Frame; readonly isBroken: boolean } {
    const isNdjson = this.#codec.framing === 'ndjson';
    const decoder = isNdjson ? createNdjsonDecoder() : createSseDecoder();
    const [event] = [...decoder.push(rest), ...decoder.end()];
    if (event) return { frame: { ...event, bytes: rest }, isBroken: false };
    if (!isBlank(rest)) return { isBroken: true };
    return rest.byteLength > 0
      ? { frame: { data: '', bytes: rest }, isBroken: false }
      : { isBroken: false };
  }

  /** Adds the closing frame where it is missing and missed. */
  #close(batch: StreamBatch, isBroken: boolean): StreamBatch {
    const closing = this.#closing;
    if (!closing || this.#closed || !(isBroken || closing.isRequired)) return batch;
    this.#closed = true;
    const last = encodeEvents(this.#codec.framing, [closing.event]);
    return { ...batch, bytes: join([batch.bytes, last]) };
  }

  #sniff(frames: readonly Frame[]): StreamBatch {
    const pieces: Uint8Array[] = [];
    let hasContent = false;
    for (const frame of frames) {
      if (this.#closed && !isBlank(frame.bytes)) continue;
      const { kind, error, replacement } = this.#sniffer.push(frame);
      if (kind === 'error') {
        if (this.#answered) {
          this.#spoilt = true;
          continue;
        }
        return { ...this.#fail(error ?? truncated), bytes: join(pieces), hasContent };
      }
      if (kind === 'content' || kind === 'finish') hasContent = true;
      // Asked only when it can have changed: most frames are content.
      if (kind === 'finish') this.#answered = this.finished;
      if (kind !== 'content' && this.#closing?.isClosing(frame)) {
        // Clients would take it for a good end.
        if (!this.finished) return { ...this.#fail(truncated), bytes: join(pieces), hasContent };
        this.#answered = true;
        this.#closed = true;
      }
      if (replacement === undefined) pieces.push(frame.bytes);
      else if (replacement !== null) pieces.push(replacement);
    }
    return { bytes: join(pieces), hasContent };
  }

  #fail(error: GatewayErrorFields): StreamBatch {
    this.#failed = true;
    return { ...emptyBatch, error };
  }
}

const truncated: GatewayErrorFields = Object.freeze({
  code: 'upstream_truncated',
  message: 'The upstream ended its answer before it was complete.',
});

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x0a || byte === 0x0d || byte === 0x20);
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  return pieces.length === 1 && only ? only : concatBytes(pieces);
}
