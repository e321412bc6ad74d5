import type { Clock } from '@gateway/spec';

/** What a pool of connections must be able to do besides sending. */
export interface Closable {
  close(): Promise<void>;
}

/** A pool in use by one call. */
export interface PoolLease<Pool> {
  readonly pool: Pool;
  /** Calls that use the pool now, this one included. */
  readonly activeCalls: number;
  /** Gives the pool back; once. */
  release(): void;
}

/** One pool of connections per key. */
export interface OriginPools<Pool> {
  acquire(key: string): PoolLease<Pool>;
  /** Closes all pools; resolves when their calls are over. */
  close(): Promise<void>;
}

/** Limits of a set of pools. */
export interface OriginPoolsOptions<Pool> {
  readonly createPool: (key: string) => Pool;
  readonly clock: Clock;
  /** Most pools kept; beyond it the pool that has been idle longest is closed. */
  readonly maxPools: number;
  /** How long a pool without calls is kept, milliseconds. */
  readonly idleMs: number;
}

interface Entry<Pool> {
  readonly pool: Pool;
  activeCalls: number;
  cancelIdle: () => void;
}

/**
 * Keeps one pool per key and closes those that nobody uses, so that neither many origins nor rare
 * ones hold sockets for ever.
 *
 * @throws never
 */
export function createOriginPools<Pool extends Closable>(
  options: OriginPoolsOptions<Pool>,
): OriginPools<Pool> {
  // Entries are put back at the end when they fall idle: the first idle one has waited longest.
  const entries = new Map<string, Entry<Pool>>();

  const retire = (key: string, entry: Entry<Pool>): void => {
    entry.cancelIdle();
    entries.delete(key);
    // A pool without calls has only idle sockets; closing those cannot fail in a way that matters.
    entry.pool.close().catch(() => undefined);
  };
  const makeRoom = (): void => {
    if (entries.size < options.maxPools) return;
    for (const [key, entry] of entries) {
      if (entry.activeCalls > 0) continue;
      retire(key, entry);
      return;
    }
  };
  const open = (key: string): Entry<Pool> => {
    makeRoom();
    const entry = { pool: options.createPool(key), activeCalls: 0, cancelIdle: () => undefined };
    entries.set(key, entry);
    return entry;
  };
  const release = (key: string, entry: Entry<Pool>): void => {
    entry.activeCalls -= 1;
    if (entry.activeCalls > 0 || entries.get(key) !== entry) return;
    entries.delete(key);
    entries.set(key, entry);
    entry.cancelIdle = options.clock.after(options.idleMs, () => retire(key, entry));
  };

  return {
    acquire(key) {
      const entry = entries.get(key) ?? open(key);
      entry.cancelIdle();
      entry.activeCalls += 1;
      let isReleased = false;
      return {
        pool: entry.pool,
        activeCalls: entry.activeCalls,
        release() {
          if (isReleased) return;
          isReleased = true;
          release(key, entry);
        },
      };
    },
    async close() {
      const all = [...entries.values()];
      entries.clear();
      for (const entry of all) entry.cancelIdle();
      await Promise.all(all.map((entry) => entry.pool.close()));
    },
  };
}
