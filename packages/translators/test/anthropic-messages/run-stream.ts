import { createSseDecoder, type WireEvent } from '@gateway/protocols';
import type { StreamEvent } from '@gateway/spec';
import type { AnswerContext } from '../../src/codec.ts';
import { createStreamDecoder } from '../../src/dialects/anthropic-messages/stream-decode.ts';
import { createStreamEncoder } from '../../src/dialects/anthropic-messages/stream-encode.ts';

/** Frees bytes, given in pieces, from their framing. */
export function deframe(pieces: readonly Uint8Array[]): WireEvent[] {
  const frames = createSseDecoder();
  return [...pieces.flatMap((piece) => frames.push(piece)), ...frames.end()];
}

/** Decodes a whole stream, its end included. */
export function decodeAll(events: readonly WireEvent[], options: AnswerContext): StreamEvent[] {
  const decoder = createStreamDecoder(options);
  return [...events.flatMap((event) => decoder.push(event)), ...decoder.end()];
}

/** Encodes a whole stream. */
export function encodeAll(events: readonly StreamEvent[], options: AnswerContext): WireEvent[] {
  const encoder = createStreamEncoder(options);
  return events.flatMap((event) => encoder.push(event));
}

export const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Small repeatable numbers in [0, 1). */
export function createSeededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
