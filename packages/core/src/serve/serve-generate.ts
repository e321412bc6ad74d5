import { GatewayError } from '@gateway/spec';
import { runAttempts } from '../attempt/run-attempts.ts';
import { failCall } from '../fail-call.ts';
import type { GatewayParts } from '../parts.ts';
import type { ModelCall } from '../request-context.ts';

/**
 * Serves a request for an answer.
 *
 * @throws `GatewayError` where the request cannot be tried at all
 */
export async function serveGenerate(call: ModelCall, parts: GatewayParts): Promise<void> {
  if (call.request.stream) call.egress.expectStream();
  const stopDeadline = watchDeadline(call, parts);
  try {
    const error = await runAttempts(call, parts);
    // When a request is given up, whatever breaks because of it is not the reason.
    if (error) failCall(call, call.cancellation.reason ?? error, { parts });
  } finally {
    stopDeadline();
  }
}

/** A stream that has begun may go on; what has not begun by the deadline is given up. */
function watchDeadline(call: ModelCall, { clock }: GatewayParts): () => void {
  const { deadlineMs } = call.runtime.snapshot.timeouts;
  if (deadlineMs === 0) return () => {};
  return clock.after(deadlineMs, () => {
    if (call.egress.phase === 'content') return;
    const message = `No answer came within the ${deadlineMs} ms that a request may take.`;
    call.cancellation.cancel(new GatewayError({ code: 'upstream_timeout', message }));
  });
}
