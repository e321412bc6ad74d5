import { errorTable } from '@gateway/spec';
import type { GatewayParts } from '../parts.ts';
import type { AuthorizedCall } from '../request-context.ts';
import { type RequestLog, type RowFacts, toTrace } from './request-log.ts';

/**
 * Accounts for a call: one usage row and one trace, whatever became of it. The client's answer is
 * already out.
 *
 * @throws never
 */
export async function settle(
  call: AuthorizedCall,
  operation: RowFacts['operation'],
  parts: GatewayParts,
): Promise<void> {
  const { egress, log } = call;
  const durationMs = parts.clock.nowMs() - call.startedAtMs;
  await completeUsage(log, parts);
  const trace = toTrace(log, {
    requestId: call.id,
    startedAtMs: call.startedAtMs,
    durationMs,
    keyId: call.principal.keyId,
    operation,
    dialect: call.dialect,
    status: outcomeOf(call),
    headCommitMs: egress.headCommitMs,
    contentCommitMs: egress.contentCommitMs,
  });
  parts.usage.add(trace.usage);
  parts.observer.onRequest?.(trace);
}

/** An answer that broke off counts by its error, whatever status line is out: see `UsageRecord`. */
function outcomeOf({ egress, log }: AuthorizedCall): number {
  if (!log.error || egress.status >= 400) return egress.status;
  return errorTable[log.error.code].status;
}

/** Completing takes an estimator that is loaded late; a row without it is better than none. */
async function completeUsage(log: RequestLog, { observer }: GatewayParts): Promise<void> {
  try {
    if (log.completeUsage) log.usage = await log.completeUsage();
  } catch {
    // Loading code is all that can fail here; the cause may name files.
    observer.onWarning?.('usage_not_estimated', 'The usage of an answer stays as it was told.');
  }
}
