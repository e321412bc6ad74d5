import { frameTooLarge } from './frame-limit.ts';

/** Gathers the bytes of one unfinished frame. */
export interface ByteCollector {
  /** Bytes gathered since the last {@link ByteCollector.take}. */
  readonly size: number;
  /**
   * Adds a copy of bytes; the caller may use its buffer again.
   *
   * @throws `GatewayError` `upstream_invalid_response` when more than the cap would be kept
   */
  append(bytes: Uint8Array): void;
  /** Hands over what was gathered and begins anew. */
  take(): Uint8Array;
}

/** Larger buffers are given back once their frame is complete. */
const keptBytes = 64 * 1024;
const empty = new Uint8Array(0);

/**
 * Makes a collector. It keeps one buffer that grows by doubling, so a frame that arrives byte by
 * byte costs memory of its own size, not an object per piece.
 *
 * @param maxFrameBytes - most bytes to keep
 * @throws never
 */
export function createByteCollector(maxFrameBytes: number): ByteCollector {
  let buffer = empty;
  let size = 0;
  return {
    get size() {
      return size;
    },
    append(bytes) {
      const needed = size + bytes.length;
      if (needed > maxFrameBytes) throw frameTooLarge(maxFrameBytes);
      if (needed > buffer.length) {
        const grown = new Uint8Array(Math.max(needed, buffer.length * 2));
        grown.set(buffer.subarray(0, size));
        buffer = grown;
      }
      buffer.set(bytes, size);
      size = needed;
    },
    take() {
      const whole = buffer.slice(0, size);
      size = 0;
      if (buffer.length > keptBytes) buffer = empty;
      return whole;
    },
  };
}
