import {
  createNdjsonDecoder,
  createSseDecoder,
  encodeNdjson,
  encodeSse,
  type FrameDecoder,
  type WireEvent,
} from '@gateway/protocols';
import { GatewayError } from '@gateway/spec';
import type { DialectCodec } from '../codec.ts';

type Framing = DialectCodec['framing'];

const decoders: Partial<Record<Framing, () => FrameDecoder>> = {
  sse: () => createSseDecoder(),
  ndjson: () => createNdjsonDecoder(),
};

const encoders: Partial<Record<Framing, (event: WireEvent) => string>> = {
  sse: encodeSse,
  ndjson: encodeNdjson,
};

/**
 * Makes the decoder for a way of framing streams.
 *
 * @throws `GatewayError` `unsupported` for binary framing, for which the caller brings a decoder
 */
export function createFrameDecoder(framing: Framing): FrameDecoder {
  const create = decoders[framing];
  if (create) return create();
  throw new GatewayError({
    code: 'unsupported',
    message: `Streams framed as ${framing} need a decoder of the caller's.`,
  });
}

/**
 * Writes events in the framing of a client's dialect.
 *
 * @throws `GatewayError` `unsupported` for binary framing
 */
export function encodeFrames(framing: Framing, events: readonly WireEvent[]): string {
  const encode = encoders[framing];
  if (encode) return events.map(encode).join('');
  throw new GatewayError({
    code: 'unsupported',
    message: `Streams cannot be written as ${framing}.`,
  });
}
