import type { Clock, Seal } from '@gateway/spec';

/** Seals by the id of the tool call they were minted for. */
export type SealsByToolCall = ReadonlyMap<string, readonly Seal[]>;

/**
 * Opaque reasoning state of earlier answers, for clients whose dialect has no room for it. Kept
 * per API key, so that no caller can reach the state of another.
 */
export interface SealTable {
  put(keyId: string, minted: SealsByToolCall): void;
  /** What one key may get back; valid until the next call of this table. */
  of(keyId: string): SealsByToolCall;
}

/** Bounds of a {@link SealTable}. */
export interface SealTableOptions {
  readonly clock: Clock;
  /** Most characters to keep over all keys (32 Mi). */
  readonly maxSize?: number;
  /** How long an entry lives (24 h). */
  readonly ttlMs?: number;
}

interface Entry {
  readonly keyId: string;
  readonly toolCallId: string;
  readonly size: number;
  readonly expiresAtMs: number;
}

const none: SealsByToolCall = new Map();

/**
 * Makes an empty table. All entries live equally long, so the oldest expire first and the bounds
 * cost nothing but a look at the head of the line.
 *
 * @throws never
 */
export function createSealTable(options: SealTableOptions): SealTable {
  const { clock, maxSize = 32 * 1024 * 1024, ttlMs = 86_400_000 } = options;
  const line = new Map<string, Entry>();
  const byKey = new Map<string, Map<string, readonly Seal[]>>();
  let size = 0;

  const remove = (name: string, entry: Entry) => {
    line.delete(name);
    size -= entry.size;
    const own = byKey.get(entry.keyId);
    own?.delete(entry.toolCallId);
    if (own?.size === 0) byKey.delete(entry.keyId);
  };
  const trim = () => {
    for (const [name, entry] of line) {
      if (size <= maxSize && entry.expiresAtMs > clock.nowMs()) return;
      remove(name, entry);
    }
  };
  const add = (entry: Entry, seals: readonly Seal[]) => {
    const name = `${entry.keyId}\n${entry.toolCallId}`;
    const old = line.get(name);
    if (old) remove(name, old);
    line.set(name, entry);
    size += entry.size;
    const own = byKey.get(entry.keyId) ?? new Map<string, readonly Seal[]>();
    byKey.set(entry.keyId, own.set(entry.toolCallId, seals));
  };
  return {
    put(keyId, minted) {
      const expiresAtMs = clock.nowMs() + ttlMs;
      for (const [toolCallId, seals] of minted) {
        add({ keyId, toolCallId, size: sizeOf(toolCallId, seals), expiresAtMs }, seals);
      }
      trim();
    },
    of(keyId) {
      trim();
      return byKey.get(keyId) ?? none;
    },
  };
}

function sizeOf(toolCallId: string, seals: readonly Seal[]): number {
  const parts = seals.map(({ value, reasoningText = '' }) => value.length + reasoningText.length);
  // The flat share stands for the objects around the text.
  return parts.reduce((sum, part) => sum + part, 200 + toolCallId.length);
}
