import type { Observer, UsageRecord, UsageStore } from '@gateway/spec';

/** Hands usage rows to a store without making anybody wait. */
export interface UsageWriter {
  add(record: UsageRecord): void;
  /** Resolves when every row handed over so far is in the store, or given up. */
  flush(): Promise<void>;
}

/** Rows that may wait for a store that does not answer. */
const maxWaiting = 10_000;
const maxTries = 3;

/**
 * Makes a writer. Rows that come while an earlier batch is being written form the next batch, so
 * batches grow with the load and an idle gateway writes at once.
 *
 * @throws never
 */
export function createUsageWriter(store: UsageStore, observer: Observer): UsageWriter {
  let waiting: UsageRecord[] = [];
  let writing: Promise<void> | undefined;

  const write = async () => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await writeBatch(store, batch, observer);
    }
    writing = undefined;
  };
  return {
    add(record) {
      if (waiting.length >= maxWaiting) {
        observer.onWarning?.('usage_row_lost', 'The usage store is too slow; a row was dropped.');
        return;
      }
      waiting.push(record);
      writing ??= write();
    },
    flush: async () => writing,
  };
}

/** Rows in a row that fail alone before the store itself counts as failed. */
const maxFailuresAlone = 10;

/** One row that a store cannot take must not cost the others. */
async function writeBatch(
  store: UsageStore,
  batch: readonly UsageRecord[],
  observer: Observer,
): Promise<void> {
  if (await tryAppend(store, batch, { observer, tries: maxTries })) return;
  let lost = batch.length > 1 ? 0 : 1;
  let failures = 0;
  for (const [at, record] of batch.length > 1 ? batch.entries() : []) {
    const isWritten = await tryAppend(store, [record], { observer, tries: 1 });
    failures = isWritten ? 0 : failures + 1;
    if (!isWritten) lost += 1;
    if (failures < maxFailuresAlone) continue;
    lost += batch.length - at - 1;
    break;
  }
  if (lost > 0) observer.onWarning?.('usage_row_lost', `${lost} rows could not be written.`);
}

interface Trying {
  readonly observer: Observer;
  readonly tries: number;
}

async function tryAppend(
  store: UsageStore,
  batch: readonly UsageRecord[],
  { observer, tries }: Trying,
): Promise<boolean> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    try {
      await store.append(batch);
      return true;
    } catch {
      // The cause may name files or addresses; the store logs it, people get a count.
      observer.onWarning?.('usage_append_failed', `${batch.length} rows, attempt ${attempt}`);
    }
  }
  return false;
}
