import type { WireEvent } from '@gateway/protocols';
import type { Dialect } from '@gateway/spec';

/** How streams of a dialect say that nothing follows. */
export interface ClosingFrame {
  readonly event: WireEvent;
  /**
   * Whether clients take a stream without it for a failure. Where it is not needed, a stream that
   * the upstream ended without it is passed on as it is.
   */
  readonly isRequired: boolean;
  isClosing(frame: WireEvent): boolean;
}

/** @source OpenAI and Anthropic API references on streaming, read 2026-11 */
const closingFrames: Partial<Record<Dialect, ClosingFrame>> = {
  'openai-chat': {
    event: { data: '[DONE]' },
    isRequired: false,
    isClosing: ({ data }) => data.trim() === '[DONE]',
  },
  'anthropic-messages': {
    event: { event: 'message_stop', data: '{"type":"message_stop"}' },
    isRequired: true,
    isClosing: ({ event, data }) =>
      event === 'message_stop' || /"type"\s*:\s*"message_stop"/.test(data),
  },
};

/**
 * Finds how streams of a dialect close.
 *
 * @returns `undefined` for dialects whose finish is the last word
 * @throws never
 */
export function closingFrameOf(dialect: Dialect): ClosingFrame | undefined {
  return closingFrames[dialect];
}
