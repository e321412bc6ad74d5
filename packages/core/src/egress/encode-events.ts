import { encodeNdjson, encodeSse, type WireEvent } from '@gateway/protocols';
import type { DialectCodec } from '@gateway/translators';

const encoder = new TextEncoder();

/**
 * Writes events in the framing of a dialect.
 *
 * @throws never
 */
export function encodeEvents(
  framing: DialectCodec['framing'],
  events: readonly WireEvent[],
): Uint8Array {
  const encode = framing === 'ndjson' ? encodeNdjson : encodeSse;
  return encoder.encode(events.map(encode).join(''));
}

/** The `content-type` of streams per framing. */
export const streamContentType: Readonly<Record<DialectCodec['framing'], string>> = Object.freeze({
  sse: 'text/event-stream; charset=utf-8',
  ndjson: 'application/x-ndjson',
  'aws-event-stream': 'application/vnd.amazon.eventstream',
});
