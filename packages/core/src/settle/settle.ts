import type { GatewayParts } from '../parts.ts';
import type { AuthorizedCall } from '../request-context.ts';
import { type RowFacts, toTrace } from './request-log.ts';

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
  if (log.completeUsage) log.usage = await log.completeUsage();
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
  try {
    parts.observer.onRequest?.(trace);
  } catch {
    // An observer must not throw; if it does, the request must not suffer.
    parts.observer.onWarning?.('observer_failed', 'onRequest threw');
  }
}
