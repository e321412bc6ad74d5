import { createParser } from 'eventsource-parser';
import { concatBytes } from '../bytes/concat-bytes.ts';
import { commentEvent } from './encode-sse.ts';
import { defaultMaxFrameBytes, type FrameLimits, frameTooLarge } from './frame-limit.ts';
import type { RawFrame, RawFrameDecoder, WireEvent } from './wire-event.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

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
  const maxFrameBytes = limits.maxFrameBytes ?? defaultMaxFrameBytes;
  const findFrameEnd = createFrameEndFinder();
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  const keep = (bytes: Uint8Array): void => {
    pendingBytes += bytes.length;
    if (pendingBytes > maxFrameBytes) throw frameTooLarge(maxFrameBytes);
    // A copy, because the caller may use its buffer again.
    if (bytes.length > 0) pending.push(bytes.slice());
  };
  const take = (): Uint8Array => {
    const whole = pending.length === 1 && pending[0] ? pending[0] : concatBytes(pending);
    pending = [];
    pendingBytes = 0;
    return whole;
  };

  return {
    push(bytes) {
      const frames: RawFrame[] = [];
      let start = 0;
      for (let end = findFrameEnd(bytes, 0); end !== -1; end = findFrameEnd(bytes, end)) {
        keep(bytes.subarray(start, end));
        frames.push(new SseFrame(take()));
        start = end;
      }
      keep(bytes.subarray(start));
      return frames;
    },
    end() {
      return { rest: take() };
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
  #parsed: WireEvent | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get data(): string {
    this.#parsed ??= parseFrame(this.bytes);
    return this.#parsed.data;
  }

  get event(): string | undefined {
    this.#parsed ??= parseFrame(this.bytes);
    return this.#parsed.event;
  }
}

/** The form nearly every frame has: one `data` line and the blank one. */
const singleData = /^data: ?([^\r\n]*)(?:\n\n|\r\n\r\n)$/;

function parseFrame(bytes: Uint8Array): WireEvent {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const data = singleData.exec(text)?.[1];
  return data === undefined ? parseAnyFrame(text) : { data };
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
