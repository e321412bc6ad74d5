/** Time, injected: shared code reads no clock of its own. */
export interface Clock {
  /** Wall clock, epoch milliseconds. */
  nowMs(): number;
  /**
   * Waits.
   *
   * @param ms - milliseconds, ≥ 0
   * @param signal - ends the wait early
   * @returns resolves after `ms`; rejects with the signal's reason when aborted
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Calls back once after `ms` milliseconds.
   *
   * @returns a function that cancels the call; calling it twice or late is harmless
   */
  after(ms: number, callback: () => void): () => void;
}
