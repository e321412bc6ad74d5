import { createParser } from 'eventsource-parser';
import { createByteCollector } from './byte-collector.ts';
import { commentEvent } from './encode-sse.ts';
import { defaultMaxFrameBytes, type FrameLimits } from './frame-limit.ts';
import type { RawFrame, RawFrameDecoder, WireEvent } from './wire-event.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Cuts server-sent events into frames that keep their very bytes: laid end to end, and followed by
 * the rest, they equal the input. Frames are the same however the input is cut. `event` and `data`
 * are read from the bytes only when asked for.
 *
 * A frame whose blank line ends with a carriage return waits for the next byte, since a line feed
 * there belongs to it.
 *
 * @throws its `push`: `GatewayError` `upstream_invalid_response` when a frame exceeds the cap
 */
export function createSseFrameSplitter(limits: FrameLimits = {}): RawFrameDecoder {
  const pending = createByteCollector(limits.maxFrameBytes ?? defaultMaxFrameBytes);
  const findFrameEnd = createFrameEndFinder();
  let isFirst = true;
  return {
    push(bytes) {
      const frames: RawFrame[] = [];
      let start = 0;
      for (let end = findFrameEnd(bytes, 0); end !== -1; end = findFrameEnd(bytes, end)) {
        pending.append(bytes.subarray(start, end));
        frames.push(new SseFrame(pending.take(), isFirst));
        isFirst = false;
        start = end;
      }
      pending.append(bytes.subarray(start));
      return frames;
    },
    end() {
      return { rest: pending.take() };
    },
  };
}

/** @returns a function that gives the offset after the next frame's last byte, or -1 */
function createFrameEndFinder(): (bytes: Uint8Array, from: number) => number {
  let atLineStart = true;
  let afterCarriageReturn = false;
  let frameDue = false;
  return (bytes, from) => {
    let at = from;
    while (at < bytes.length) {
      const byte = bytes[at];
      if (frameDue) {
        frameDue = false;
        return byte === lineFeed ? at + 1 : at;
      }
      if (byte === lineFeed && afterCarriageReturn) {
        afterCarriageReturn = false;
      } else if (byte === lineFeed) {
        if (atLineStart) return at + 1;
        atLineStart = true;
      } else if (byte === carriageReturn) {
        frameDue = atLineStart;
        afterCarriageReturn = !atLineStart;
        atLineStart = true;
      } else {
        atLineStart = false;
        afterCarriageReturn = false;
        at = findLineEnd(bytes, at) - 1;
      }
      at += 1;
    }
    return -1;
  };
}

function findLineEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === lineFeed || byte === carriageReturn) return at;
  }
  return bytes.length;
}

class SseFrame implements RawFrame {
  readonly bytes: Uint8Array;
  readonly #isFirst: boolean;
  #parsed: WireEvent | undefined;

  constructor(bytes: Uint8Array, isFirst: boolean) {
    this.bytes = bytes;
    this.#isFirst = isFirst;
  }

  get data(): string {
    this.#parsed ??= parseFrame(this.bytes, this.#isFirst);
    return this.#parsed.data;
  }

  get event(): string | undefined {
    this.#parsed ??= parseFrame(this.bytes, this.#isFirst);
    return this.#parsed.event;
  }
}

/** The form nearly every frame has: one `data` line and the blank one. */
const singleData = /^data: ?([^\r\n]*)(?:\n\n|\r\n\r\n)$/;

function parseFrame(bytes: Uint8Array, isFirst: boolean): WireEvent {
  const text = decoder.decode(bytes);
  const data = singleData.exec(text)?.[1];
  if (data !== undefined) return { data };
  // Only a stream begins with a byte order mark: an empty line keeps the parser from seeing one.
  return parseAnyFrame(isFirst ? text : `\n${text}`);
}

function parseAnyFrame(text: string): WireEvent {
  let found: WireEvent | undefined;
  let isComment = false;
  const parser = createParser({
    onEvent({ event, data }) {
      found = event === undefined ? { data } : { event, data };
    },
    onComment() {
      isComment = true;
    },
  });
  parser.feed(text);
  return found ?? (isComment ? { event: commentEvent, data: '' } : { data: '' });
}
