import type { ErrorCode } from '../error/error-table.ts';
import type { LossReport } from '../loss.ts';
import type { UsageRecord } from './usage-store.ts';

/** One attempt at one target, as the trace shows it. */
export interface AttemptRecord {
  /** `provider/model`. */
  readonly target: string;
  readonly tier: 'P' | 'T';
  /** Since the request arrived, milliseconds. */
  readonly startedAfterMs: number;
  readonly durationMs: number;
  /** Upstream status; absent where no head arrived. */
  readonly upstreamStatus?: number;
  readonly errorCode?: ErrorCode;
  readonly requestLoss: LossReport;
}

/** What became of one request. Holds no body, header or key. */
export interface RequestTrace {
  readonly usage: UsageRecord;
  readonly attempts: readonly AttemptRecord[];
  /** When status and headers went out, milliseconds since arrival. */
  readonly headCommitMs?: number;
  /** When the first content byte went out, milliseconds since arrival. */
  readonly contentCommitMs?: number;
  readonly responseLoss: LossReport;
}

/** Told about what happens; must not throw and must not block. */
export interface Observer {
  onRequest?(trace: RequestTrace): void;
  /** Something a person should look at; `detail` holds no secret. */
  onWarning?(code: string, detail: string): void;
}
