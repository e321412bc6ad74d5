import { GatewayError } from '@gateway/spec';

/** Limits of a frame decoder. */
export interface FrameLimits {
  /**
   * Most that one unfinished frame may take, bytes; default {@link defaultMaxFrameBytes}. What is
   * decoded already counts in UTF-16 units, which are never more than its bytes.
   */
  readonly maxFrameBytes?: number;
}

/** Cap for one frame, bytes: room for inline pictures, not for a runaway upstream. */
export const defaultMaxFrameBytes = 16 * 1024 * 1024;

/**
 * Makes the error for a frame over the cap.
 *
 * @param maxFrameBytes - the cap that was exceeded, bytes
 * @throws never
 */
export function frameTooLarge(maxFrameBytes: number): GatewayError {
  return new GatewayError({
    code: 'upstream_invalid_response',
    message: `The upstream sent a stream event larger than ${maxFrameBytes} bytes.`,
  });
}
