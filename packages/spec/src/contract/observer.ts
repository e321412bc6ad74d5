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

/** A call that was turned away before it became a request for a model. Holds no body or header. */
export interface RefusalRecord {
  /** The gateway's own id of the call, unique; the answer repeats it as `x-gateway-id`. */
  readonly requestId: string;
  /** When the call arrived, epoch milliseconds. */
  readonly atMs: number;
  readonly method: string;
  /** Without query, at most 200 characters; what looks like a key is taken out. */
  readonly path: string;
  /** HTTP status the client got. */
  readonly status: number;
  readonly code: ErrorCode;
  /** Public part of the key, where one was recognised. */
  readonly keyId?: string;
}

/** Told about what happens; must not throw and must not block. */
export interface Observer {
  onRequest?(trace: RequestTrace): void;
  /** A call was refused and has no trace: no or a wrong key, an unknown address, a wrong method. */
  onRefusal?(refusal: RefusalRecord): void;
  /** Something a person should look at; `detail` holds no secret. */
  onWarning?(code: string, detail: string): void;
}
