import type { TransportTimeouts } from '@gateway/spec';
import type { SnapshotTimeouts } from '../snapshot/snapshot.ts';

/** Stands for "no limit" where a transport wants a number: one day, milliseconds. */
const unlimitedMs = 86_400_000;

/**
 * Makes the timers of one upstream call. An answer that is no stream sends its status line only
 * when it is complete, so the whole deadline is its due.
 *
 * @throws never
 */
export function toUpstreamTimeouts(timeouts: SnapshotTimeouts, stream: boolean): TransportTimeouts {
  const orUnlimited = (ms: number) => (ms === 0 ? unlimitedMs : ms);
  const { connectMs, headersMs, idleMs, totalMs, deadlineMs } = timeouts;
  const wholeMs = Math.max(orUnlimited(headersMs), orUnlimited(deadlineMs));
  return {
    connectMs: orUnlimited(connectMs),
    headersMs: stream ? orUnlimited(headersMs) : wholeMs,
    idleMs: orUnlimited(idleMs),
    totalMs,
  };
}
