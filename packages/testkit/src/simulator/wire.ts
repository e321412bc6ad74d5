import type { Headers } from '@gateway/spec';

/** A request as the simulator takes it. */
export interface SimulatorRequest {
  readonly method: string;
  /** Path with query; what comes before `/chat/completions` and the like is ignored. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** A piece of the body, or a pause before the next piece; `Infinity` = nothing follows. */
export type SimulatorChunk = Uint8Array | { readonly delayMs: number };

/** What the simulator answers; whoever carries it waits and writes. */
export interface SimulatorResponse {
  /** Wait before status and headers go out, milliseconds. */
  readonly delayMs: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: Iterable<SimulatorChunk>;
  /** `reset` = the connection breaks after the last piece. */
  readonly end: 'normal' | 'reset';
}
