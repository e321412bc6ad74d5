import { defaultMaxFrameBytes, type FrameLimits, frameTooLarge } from './frame-limit.ts';
import { isCompletePayload } from './is-complete-payload.ts';
import type { FrameDecoder, WireEvent } from './wire-event.ts';

/**
 * Makes a decoder of newline-delimited JSON: one event per line, without blank lines. Lines are not
 * parsed.
 *
 * @throws its `push`: `GatewayError` `upstream_invalid_response` when a line exceeds the cap
 */
export function createNdjsonDecoder(limits: FrameLimits = {}): FrameDecoder {
  const maxFrameBytes = limits.maxFrameBytes ?? defaultMaxFrameBytes;
  const decoder = new TextDecoder();
  // Pieces of the unfinished line, joined once: adding to one string per push would be quadratic.
  let pending: string[] = [];
  let pendingLength = 0;

  const takeLine = (tail: string): WireEvent[] => {
    const data = (pending.join('') + tail).trim();
    pending = [];
    pendingLength = 0;
    if (data.length > maxFrameBytes) throw frameTooLarge(maxFrameBytes);
    return data === '' ? [] : [{ data }];
  };
  const keep = (text: string): void => {
    pendingLength += text.length;
    if (pendingLength > maxFrameBytes) throw frameTooLarge(maxFrameBytes);
    if (text !== '') pending.push(text);
  };

  return {
    push(bytes) {
      const lines = decoder.decode(bytes, { stream: true }).split('\n');
      const rest = lines.pop() ?? '';
      const events = lines.flatMap(takeLine);
      keep(rest);
      return events;
    },
    end() {
      return takeLine(decoder.decode()).filter((event) => isCompletePayload(event.data));
    },
  };
}
