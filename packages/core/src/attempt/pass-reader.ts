import {
  concatBytes,
  createNdjsonDecoder,
  createSseDecoder,
  createSseFrameSplitter,
  type RawFrameDecoder,
} from '@gateway/protocols';
import { GatewayError, type GatewayErrorFields, type Seal } from '@gateway/spec';
import type { DialectCodec, StreamSniffer } from '@gateway/translators';
import { emptyBatch, type StreamBatch } from '../egress/stream-batch.ts';
import type { StreamReader } from './stream-reader.ts';

/** What a {@link createPassReader} needs of the dialect. */
export type PassCodec = Pick<DialectCodec, 'framing' | 'passthrough'>;

const noSeals: ReadonlyMap<string, readonly Seal[]> = new Map();

/**
 * Makes a reader for streams that pass untranslated. Whole frames go on byte for byte, so that an
 * error event can always follow; a frame that the upstream did not finish is left out.
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
  #failed = false;

  constructor(codec: PassCodec, sniffer: StreamSniffer) {
    this.#codec = codec;
    this.#sniffer = sniffer;
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

  end(): StreamBatch {
    if (this.#failed) return emptyBatch;
    const { rest } = this.#splitter.end();
    const batch = rest.byteLength > 0 ? this.#sniffRest(rest) : emptyBatch;
    if (batch.error || this.finished) return batch;
    return { ...batch, ...this.#fail(truncated) };
  }

  /** The last event may lack its blank line; it counts if its payload is complete. */
  #sniffRest(rest: Uint8Array): StreamBatch {
    const decoder = this.#codec.framing === 'ndjson' ? createNdjsonDecoder() : createSseDecoder();
    const events = [...decoder.push(rest), ...decoder.end()];
    const [event] = events;
    if (event) return this.#sniff([{ ...event, bytes: rest }]);
    return this.finished ? { bytes: rest, hasContent: false } : emptyBatch;
  }

  #sniff(frames: Parameters<StreamSniffer['push']>[0][]): StreamBatch {
    const pieces: Uint8Array[] = [];
    let hasContent = false;
    for (const frame of frames) {
      const { kind, error, replacement } = this.#sniffer.push(frame);
      if (kind === 'error') {
        const batch = this.#fail(error ?? truncated);
        return { ...batch, bytes: join(pieces), hasContent };
      }
      if (kind === 'content' || kind === 'finish') hasContent = true;
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

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  return pieces.length === 1 && only ? only : concatBytes(pieces);
}
