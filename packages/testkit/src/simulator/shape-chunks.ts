import type { Fault, Timing } from './behaviour.ts';
import type { SimulatorChunk } from './wire.ts';

const joinBytes = (pieces: readonly Uint8Array[]): Uint8Array => {
  const joined = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
};

/** Cuts bytes into pieces of the given sizes; the last size repeats. */
const cutBySizes = (bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] => {
  const pieces: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[Math.min(turn, sizes.length - 1)] ?? bytes.length);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
};

/** Keeps the first `count` bytes, in the pieces they are in. */
const keepBytes = (events: readonly Uint8Array[], count: number): Uint8Array[] => {
  const kept: Uint8Array[] = [];
  let left = count;
  for (const event of events) {
    if (left <= 0) break;
    kept.push(event.subarray(0, left));
    left -= event.length;
  }
  return kept;
};

const breakOff = (events: readonly Uint8Array[], fault: Fault): readonly Uint8Array[] => {
  if (fault.afterBytes !== undefined) return keepBytes(events, fault.afterBytes);
  const whole = fault.afterEvents ?? events.length;
  const next = events[whole];
  const half = fault.midEvent && next ? [next.subarray(0, Math.ceil(next.length / 2))] : [];
  return [...events.slice(0, whole), ...half];
};

/** How bytes turn into pieces and pauses. */
export interface ChunkShape {
  readonly fault: Fault | undefined;
  readonly timing: Timing;
  readonly chunkSizes: readonly number[] | undefined;
  /** Event to send where the fault is an `error-event`. */
  readonly errorEvent: Uint8Array | undefined;
}

const pause = (delayMs: number | undefined): SimulatorChunk[] =>
  delayMs === undefined || delayMs === 0 ? [] : [{ delayMs }];

/**
 * Lays fault, cuts and pauses over the events of a body.
 *
 * @returns pieces and pauses in order
 * @throws never
 */
export function shapeChunks(events: readonly Uint8Array[], shape: ChunkShape): SimulatorChunk[] {
  const { fault, timing, chunkSizes, errorEvent } = shape;
  const kept = [
    ...(fault ? breakOff(events, fault) : events),
    ...(errorEvent && fault?.outcome === 'error-event' ? [errorEvent] : []),
  ];
  const pieces = chunkSizes ? cutBySizes(joinBytes(kept), chunkSizes) : kept;
  const chunks = pieces.flatMap((piece, at) => [
    ...pause(at === 0 ? timing.firstEventDelayMs : timing.eventDelayMs),
    piece,
  ]);
  return fault?.outcome === 'stall' ? [...chunks, { delayMs: Number.POSITIVE_INFINITY }] : chunks;
}
