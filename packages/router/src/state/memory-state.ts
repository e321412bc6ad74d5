import { applyHealthEffect, type HealthRecord } from '../health/health-effect.ts';
import type { LeaseBlock, LeaseOption, RouterState, SubjectStatus } from './router-state.ts';

/** Bounds of {@link createMemoryState}. */
export interface MemoryStateOptions {
  /** Most connections and models remembered; beyond it the one untouched longest is forgotten. */
  readonly maxRecords?: number;
  /** Most leases under way; beyond it the oldest is given up. */
  readonly maxLeases?: number;
}

interface HeldLease {
  readonly subject: string | undefined;
  readonly expiresAtMs: number;
}

/** Leases and how many there are on each subject. */
const createLeases = (maxLeases: number) => {
  const held = new Map<string, HeldLease>();
  const counts = new Map<string, number>();
  const add = (subject: string | undefined, change: 1 | -1): void => {
    if (subject === undefined) return;
    const count = (counts.get(subject) ?? 0) + change;
    if (count > 0) counts.set(subject, count);
    else counts.delete(subject);
  };
  const release = (id: string): boolean => {
    const lease = held.get(id);
    if (!lease) return false;
    held.delete(id);
    add(lease.subject, -1);
    return true;
  };
  return {
    count: (subject: string): number => counts.get(subject) ?? 0,
    release,
    take(id: string, lease: HeldLease): void {
      release(id);
      const [oldest] = held.keys();
      if (held.size >= maxLeases && oldest !== undefined) release(oldest);
      held.set(id, lease);
      add(lease.subject, 1);
    },
    expire(nowMs: number): void {
      // Leases are kept in the order they were taken and mostly live equally long, so the first one
      // that has time left ends the search; a longer one in front only delays those behind it.
      for (const [id, lease] of held) {
        if (lease.expiresAtMs > nowMs) return;
        release(id);
      }
    },
  };
};

/** Health records, the least recently changed one first. */
const createRecords = (maxRecords: number) => {
  const records = new Map<string, HealthRecord>();
  return {
    get: (subject: string): HealthRecord | undefined => records.get(subject),
    set(subject: string, record: HealthRecord | undefined): void {
      records.delete(subject);
      if (!record) return;
      const [oldest] = records.keys();
      if (records.size >= maxRecords && oldest !== undefined) records.delete(oldest);
      records.set(subject, record);
    },
  };
};

/**
 * Makes a state for one process. Its size is bounded; it starts empty.
 *
 * @throws never
 */
export function createMemoryState(options: MemoryStateOptions = {}): RouterState {
  const records = createRecords(options.maxRecords ?? 10_000);
  const leases = createLeases(options.maxLeases ?? 100_000);

  const findBlock = (option: LeaseOption, nowMs: number): LeaseBlock | undefined => {
    let block: LeaseBlock | undefined;
    for (const subject of option.subjects) {
      const record = records.get(subject);
      if (!record || record.coolingUntilMs <= nowMs) continue;
      if (block && block.untilMs >= record.coolingUntilMs) continue;
      block = { reason: 'cooling', untilMs: record.coolingUntilMs, code: record.code };
    }
    if (block || !option.limit) return block;
    return leases.count(option.limit.subject) >= option.limit.maxLeases
      ? { reason: 'busy', untilMs: 0 }
      : undefined;
  };
  const statusOf = (subject: string, nowMs: number): SubjectStatus => {
    const record = records.get(subject);
    const isCooling = record !== undefined && record.coolingUntilMs > nowMs;
    return {
      coolingUntilMs: isCooling ? record.coolingUntilMs : 0,
      ...(isCooling && { code: record.code }),
      leases: leases.count(subject),
    };
  };

  return {
    async inspect(subjects, nowMs) {
      leases.expire(nowMs);
      return subjects.map((subject) => statusOf(subject, nowMs));
    },
    async lease({ leaseId, options: wanted, nowMs, ttlMs }) {
      leases.expire(nowMs);
      const blocks: LeaseBlock[] = [];
      for (const [at, option] of wanted.entries()) {
        const block = findBlock(option, nowMs);
        if (block) {
          blocks.push(block);
          continue;
        }
        leases.take(leaseId, { subject: option.limit?.subject, expiresAtMs: nowMs + ttlMs });
        return { granted: true, option: at };
      }
      return { granted: false, blocks };
    },
    async settle({ leaseId, nowMs, effects }) {
      leases.expire(nowMs);
      if (!leases.release(leaseId)) return false;
      for (const effect of effects) {
        const { subject } = effect;
        records.set(subject, applyHealthEffect(records.get(subject), effect, nowMs));
      }
      return true;
    },
  };
}
