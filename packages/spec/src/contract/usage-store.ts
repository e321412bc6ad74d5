import type { Dialect } from '../dialect.ts';
import type { ErrorCode } from '../error/error-table.ts';
import type { Operation } from '../operation.ts';

/** What one request used; exactly one row per request, whatever became of it. */
export interface UsageRecord {
  readonly requestId: string;
  /** When the request arrived, epoch milliseconds. */
  readonly startedAtMs: number;
  /** From arrival to the last byte, milliseconds. */
  readonly durationMs: number;
  /** From arrival to the first content byte, milliseconds; absent where none was sent. */
  readonly firstContentMs?: number;
  readonly keyId: string;
  readonly operation: Operation;
  readonly dialect: Dialect;
  readonly requestedModel: string;
  /**
   * The target that answered, or that was tried last before the request failed, `provider/model`;
   * absent where none was tried or the gateway answered itself.
   */
  readonly target?: string;
  readonly stream: boolean;
  /** `P` = bytes passed through, `T` = translated. */
  readonly tier?: 'P' | 'T';
  /**
   * Outcome as an HTTP status. Where the status line tells the outcome, it is the one the client got.
   * An answer that broke off counts by its error, though a 200 was out already: 499 where the client
   * hung up, 503 where the gateway stopped, that of `errorCode` otherwise.
   */
  readonly status: number;
  /** Why the request failed or its answer broke off; absent where the answer is complete. */
  readonly errorCode?: ErrorCode;
  /** Status of the upstream in the last attempt; absent where no head of an answer arrived. */
  readonly upstreamStatus?: number;
  readonly attempts: number;
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** Where the numbers come from, see `Usage.certainty`. */
  readonly usageCertainty: 'final' | 'partial' | 'estimated' | 'none';
}

/** Keeps usage rows. Append-only. */
export interface UsageStore {
  /**
   * Takes rows; they are durable when the promise resolves. A row whose `requestId` is already there
   * is left out, so that a batch can be handed in again after a doubtful failure.
   */
  append(records: readonly UsageRecord[]): Promise<void>;
  /**
   * Newest rows first.
   *
   * @param limit - most rows to return
   * @param before - cursor: `requestId` of the last row of the page before; one that is not there,
   *   or not any more, gives an empty page
   */
  list(options: {
    readonly limit: number;
    readonly before?: string;
  }): Promise<readonly UsageRecord[]>;
}
