import { createByteCollector } from './byte-collector.ts';
import { defaultMaxFrameBytes, type FrameLimits } from './frame-limit.ts';
import { isCompletePayload } from './is-complete-payload.ts';
import type { FrameDecoder, WireEvent } from './wire-event.ts';

const lineFeed = 0x0a;
const plainDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Makes a decoder of newline-delimited JSON: one event per line, without blank lines. Lines are not
 * parsed.
 *
 * @throws its `push`: `GatewayError` `upstream_invalid_response` when a line exceeds the cap
 */
export function createNdjsonDecoder(limits: FrameLimits = {}): FrameDecoder {
  const pending = createByteCollector(limits.maxFrameBytes ?? defaultMaxFrameBytes);
  // One mark at the start of the stream goes; inside a line it is a character like any other.
  let decoder = new TextDecoder();
  const takeLine = (): WireEvent[] => {
    const data = decoder.decode(pending.take()).trim();
    decoder = plainDecoder;
    return data === '' ? [] : [{ data }];
  };
  return {
    push(bytes) {
      const events: WireEvent[] = [];
      let start = 0;
      for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
        pending.append(bytes.subarray(start, end));
        events.push(...takeLine());
        start = end + 1;
      }
      pending.append(bytes.subarray(start));
      return events;
    },
    end() {
      return takeLine().filter((event) => isCompletePayload(event.data));
    },
  };
}
