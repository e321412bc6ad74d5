import type { LossReport, Seal, Usage } from '@gateway/spec';
import type { StreamBatch } from '../egress/stream-batch.ts';

/** Turns the bytes of an upstream stream into bytes for the client, and learns from them. */
export interface StreamReader {
  push(bytes: Uint8Array): StreamBatch;
  /**
   * Takes the end of the bytes; an early end comes back as an error.
   *
   * @param isCut - whether the connection broke; absent = the upstream ended its answer
   */
  end(isCut?: boolean): StreamBatch;
  /** Whether the stream has said all that a good end needs. */
  readonly finished: boolean;
  readonly usage: Usage;
  /** Bytes of content so far, for estimates. */
  readonly contentBytes: number;
  /** What the translation of the answer lost. */
  readonly loss: LossReport;
  /** Opaque state to keep, by tool call. */
  readonly mintedSeals: ReadonlyMap<string, readonly Seal[]>;
}
