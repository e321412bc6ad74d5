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
  const { egress, log, cancellation } = call;
  const durationMs = parts.clock.nowMs() - call.startedAtMs;
  const hasHungUp = (cancellation.reason ?? log.error)?.code === 'client_closed';
  await completeUsage(log, parts);
  const trace = toTrace(log, {
    requestId: call.id,
    startedAtMs: call.startedAtMs,
    durationMs,
    keyId: call.principal.keyId,
    operation,
    dialect: call.dialect,
    status: hasHungUp ? 499 : egress.status,
    headCommitMs: egress.headCommitMs,
    contentCommitMs: egress.contentCommitMs,
  });
  parts.usage.add(trace.usage);
  parts.observer.onRequest?.(trace);
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
