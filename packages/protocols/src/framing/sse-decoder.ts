import { createParser } from 'eventsource-parser';
import { createByteCollector } from './byte-collector.ts';
import { commentEvent } from './encode-sse.ts';
import { defaultMaxFrameBytes, type FrameLimits, frameTooLarge } from './frame-limit.ts';
import { isCompletePayload } from './is-complete-payload.ts';
import { createNdjsonDecoder } from './ndjson-decoder.ts';
import type { FrameDecoder, WireEvent } from './wire-event.ts';

/**
 * Makes a decoder of server-sent events: every line ending, a byte order mark, comments, fields in
 * any order, characters cut between pushes. A stream that begins with `{` is read as
 * newline-delimited JSON, which some upstreams send in place of events.
 *
 * @throws its `push`: `GatewayError` `upstream_invalid_response` when an event exceeds the cap
 * @source WHATWG HTML, "Server-sent events" §9.2.5 and §9.2.6
 */
export function createSseDecoder(limits: FrameLimits = {}): FrameDecoder {
  let chosen: FrameDecoder | undefined;
  return {
    push(bytes) {
      chosen ??= chooseDecoder(bytes, limits);
      return chosen?.push(bytes) ?? [];
    },
    end() {
      return chosen?.end() ?? [];
    },
  };
}

function chooseDecoder(bytes: Uint8Array, limits: FrameLimits): FrameDecoder | undefined {
  const first = bytes[0];
  if (first === undefined) return undefined;
  const openingBrace = 0x7b;
  return first === openingBrace ? createNdjsonDecoder(limits) : createEventDecoder(limits);
}

function createEventDecoder(limits: FrameLimits): FrameDecoder {
  const maxFrameBytes = limits.maxFrameBytes ?? defaultMaxFrameBytes;
  const pending = createByteCollector(maxFrameBytes);
  // The parser takes the byte order mark away itself; doing it twice would eat a character.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let events: WireEvent[] = [];
  let tooLarge = false;
  const parser = createParser({
    maxBufferSize: maxFrameBytes,
    onEvent({ event, data }) {
      if (data.length > maxFrameBytes) tooLarge = true;
      events.push(event === undefined ? { data } : { event, data });
    },
    onComment() {
      events.push({ event: commentEvent, data: '' });
    },
    onError(error) {
      // Unknown fields and bad `retry` values are to be ignored, says the standard.
      if (error.type === 'max-buffer-size-exceeded') tooLarge = true;
    },
  });
  const feed = (text: string): WireEvent[] => {
    if (!tooLarge) parser.feed(text);
    if (tooLarge) throw frameTooLarge(maxFrameBytes);
    const taken = events;
    events = [];
    return taken;
  };

  return {
    push(bytes) {
      // Nothing is complete without a line ending; the parser would keep every piece by itself.
      if (!hasLineEnd(bytes)) {
        pending.append(bytes);
        return [];
      }
      const line = pending.size === 0 ? '' : decoder.decode(pending.take(), { stream: true });
      return feed(line + decoder.decode(bytes, { stream: true }));
    },
    end() {
      const line = decoder.decode(pending.take());
      const owed = feed(`${line}\n\n`);
      return owed.filter(({ event, data }) => event !== commentEvent && isCompletePayload(data));
    },
  };
}

function hasLineEnd(bytes: Uint8Array): boolean {
  return bytes.includes(0x0a) || bytes.includes(0x0d);
}
