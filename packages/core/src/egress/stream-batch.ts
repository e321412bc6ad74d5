import type { GatewayErrorFields } from '@gateway/spec';

/** What one push of upstream bytes comes to, for the client. */
export interface StreamBatch {
  /** Whole frames in the client's dialect, possibly none. */
  readonly bytes: Uint8Array;
  /** Whether they hold content, reasoning, tool bytes or the finish. */
  readonly hasContent: boolean;
  /** The stream failed; nothing follows. */
  readonly error?: GatewayErrorFields;
}

const noBytes = new Uint8Array();

/** A batch that says nothing. */
export const emptyBatch: StreamBatch = Object.freeze({ bytes: noBytes, hasContent: false });
