/**
 * One event of a stream, freed from its framing: an SSE event, a line of NDJSON, or the payload of
 * a binary frame.
 */
export interface WireEvent {
  /** SSE `event` field or frame type; absent where the framing has none. */
  readonly event?: string | undefined;
  /** The payload as text. For SSE, several `data` lines joined by a line feed. */
  readonly data: string;
}

/** Cuts bytes into events. State of one stream; the caller feeds bytes in order. */
export interface FrameDecoder {
  /**
   * Takes the next bytes.
   *
   * @returns the events that are complete now, in order; comments and pings included as events with
   * empty `data` and `event: ":"`, so that they can serve as signs of life
   * @throws `GatewayError` `upstream_invalid_response` when a frame exceeds the memory cap
   */
  push(bytes: Uint8Array): WireEvent[];
  /**
   * Takes the end of the bytes.
   *
   * @returns the last event, if it lacked only its final line feed and its data is complete JSON or
   * a sentinel; otherwise nothing
   */
  end(): WireEvent[];
}

/** One frame with the very bytes it came in, for passing on untouched. */
export interface RawFrame extends WireEvent {
  /** All bytes of the frame, its terminator included. Frames laid end to end equal the input. */
  readonly bytes: Uint8Array;
}

/** Cuts bytes into frames and keeps the bytes. */
export interface RawFrameDecoder {
  push(bytes: Uint8Array): RawFrame[];
  /** @returns what is left, complete or not; an incomplete rest has `data: ''` and `event: undefined` */
  end(): { readonly rest: Uint8Array };
}
