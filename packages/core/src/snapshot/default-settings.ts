import type { Snapshot } from './snapshot.ts';

/** What holds where a configuration says nothing. */
export const defaultSettings: Pick<
  Snapshot,
  'auth' | 'limits' | 'timeouts' | 'stream' | 'translation'
> = Object.freeze({
  auth: Object.freeze({ required: true }),
  limits: Object.freeze({
    maxBodyBytes: 64 * 1024 * 1024,
    maxResponseBytes: 64 * 1024 * 1024,
    maxPreambleBytes: 4 * 1024 * 1024,
  }),
  timeouts: Object.freeze({
    connectMs: 10_000,
    headersMs: 60_000,
    firstEventMs: 120_000,
    idleMs: 120_000,
    totalMs: 0,
    deadlineMs: 600_000,
  }),
  stream: Object.freeze({ headHoldMs: 10_000, heartbeatMs: 15_000, stallMs: 300_000 }),
  translation: Object.freeze({ strict: false }),
});
