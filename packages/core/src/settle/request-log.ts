import {
  type AttemptRecord,
  type ErrorCode,
  type GatewayErrorFields,
  type LossReport,
  type RequestTrace,
  type Usage,
  type UsageRecord,
  unknownUsage,
} from '@gateway/spec';

/** What of an attempt the answer's headers and the usage row repeat. */
export interface AttemptStart {
  /** `provider/model`. */
  readonly target: string;
  readonly tier: 'P' | 'T';
  readonly requestLoss: LossReport;
}

/** How an attempt ended. */
export interface AttemptEnd {
  readonly upstreamStatus?: number;
  readonly errorCode?: ErrorCode;
}

/** What happened to one request so far. Mutable while the request lives; one owner. */
export class RequestLog {
  readonly attempts: AttemptRecord[] = [];
  /** The attempt under way, or the last one. */
  current: AttemptStart | undefined;
  usage: Usage = unknownUsage;
  /** Completes the usage, where that takes time that no client should wait for. */
  completeUsage: (() => Promise<Usage>) | undefined;
  responseLoss: LossReport = [];
  error: GatewayErrorFields | undefined;
  /** Public part of the caller's key, as soon as one was recognised. */
  keyId: string | undefined;
  requestedModel = '';
  stream = false;
  /** How many attempts were begun. */
  attemptCount = 0;
  #startedAfterMs = 0;

  /** Notes the begin of an attempt. */
  startAttempt(start: AttemptStart, sinceArrivalMs: number): void {
    this.current = start;
    this.attemptCount += 1;
    this.#startedAfterMs = sinceArrivalMs;
  }

  /** Notes the end of the attempt under way. */
  endAttempt(end: AttemptEnd, sinceArrivalMs: number): void {
    if (!this.current) return;
    const { target, tier, requestLoss } = this.current;
    this.attempts.push({
      target,
      tier,
      requestLoss,
      startedAfterMs: this.#startedAfterMs,
      durationMs: sinceArrivalMs - this.#startedAfterMs,
      ...end,
    });
  }
}

/** Longer names are refused at the door; this holds whatever comes through another one. */
const maxModelLength = 512;

/** What a usage row says beside the log. */
export interface RowFacts
  extends Pick<
    UsageRecord,
    'requestId' | 'startedAtMs' | 'durationMs' | 'keyId' | 'operation' | 'dialect' | 'status'
  > {
  readonly headCommitMs?: number | undefined;
  readonly contentCommitMs?: number | undefined;
}

/**
 * Makes the trace of a request, its usage row included.
 *
 * @throws never
 */
export function toTrace(log: RequestLog, facts: RowFacts): RequestTrace {
  const { headCommitMs, contentCommitMs, ...row } = facts;
  const { usage, current } = log;
  const upstreamStatus = current && log.attempts.at(-1)?.upstreamStatus;
  return {
    usage: {
      ...row,
      ...(contentCommitMs !== undefined && { firstContentMs: contentCommitMs }),
      requestedModel: log.requestedModel.slice(0, maxModelLength),
      ...(current && { target: current.target, tier: current.tier }),
      stream: log.stream,
      ...(log.error && { errorCode: log.error.code }),
      ...(upstreamStatus !== undefined && { upstreamStatus }),
      attempts: log.attemptCount,
      inputTokens: usage.input.uncachedTokens,
      cacheReadTokens: usage.input.cacheReadTokens ?? 0,
      cacheWriteTokens: usage.input.cacheWriteTokens ?? 0,
      outputTokens: usage.output.totalTokens,
      reasoningTokens: usage.output.reasoningTokens ?? 0,
      usageCertainty: usage.certainty,
    },
    attempts: log.attempts,
    ...(headCommitMs !== undefined && { headCommitMs }),
    ...(contentCommitMs !== undefined && { contentCommitMs }),
    responseLoss: log.responseLoss,
  };
}
