import type { TransportTimeouts } from '@gateway/spec';
import type { SnapshotTimeouts } from '../snapshot/snapshot.ts';

/** Stands for "no limit" where a transport wants a number: one day, milliseconds. */
const unlimitedMs = 86_400_000;

/** A count that takes longer is worth less than an estimate, milliseconds. */
const countMs = 10_000;

/**
 * Makes the timers of one upstream call. An answer that is no stream sends its status line only
 * when it is complete, so the whole deadline is its due.
 *
 * @throws never
 */
export function toUpstreamTimeouts(
  timeouts: SnapshotTimeouts,
  form: 'stream' | 'whole' | 'count',
): TransportTimeouts {
  const orUnlimited = (ms: number) => (ms === 0 ? unlimitedMs : ms);
  const { connectMs, headersMs, idleMs, totalMs, deadlineMs } = timeouts;
  const headersByForm = {
    stream: orUnlimited(headersMs),
    whole: Math.max(orUnlimited(headersMs), orUnlimited(deadlineMs)),
    count: Math.min(orUnlimited(headersMs), countMs),
  };
  return {
    connectMs: orUnlimited(connectMs),
    headersMs: headersByForm[form],
    idleMs: orUnlimited(idleMs),
    totalMs: form === 'count' ? Math.min(totalMs || countMs, countMs) : totalMs,
  };
}
