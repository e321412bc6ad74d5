/** Learns how far estimates are off, per key (a model, as a rule). */
export interface Calibration {
  /** @returns the factor to give to `estimateInputTokens`; 1 while nothing is known */
  factorOf(key: string): number;
  /**
   * Takes note of one answer.
   *
   * @param estimatedTokens - the estimate made with factor 1
   * @param actualTokens - input tokens as the upstream counted them
   */
  learn(key: string, estimatedTokens: number, actualTokens: number): void;
}

/** What {@link createCalibration} can be told. */
export interface CalibrationOptions {
  /** Weight of the newest answer, 0 to 1; absent = 0.2. */
  readonly weight?: number;
  /** How many keys are remembered; the one learnt longest ago goes first; absent = 1000. */
  readonly maxKeys?: number;
}

const lowest = 0.7;
const highest = 1.6;
/** Smaller requests say more about overheads than about text. */
const minTokens = 100;

/**
 * Makes a memory of correction factors: a moving average of actual over estimated tokens, kept
 * between 0.7 and 1.6.
 *
 * @throws never
 */
export function createCalibration({
  weight = 0.2,
  maxKeys = 1000,
}: CalibrationOptions = {}): Calibration {
  const factors = new Map<string, number>();
  return {
    factorOf: (key) => factors.get(key) ?? 1,
    learn(key, estimatedTokens, actualTokens) {
      if (estimatedTokens < minTokens || actualTokens < minTokens) return;
      const ratio = clamp(actualTokens / estimatedTokens);
      const before = factors.get(key);
      factors.delete(key);
      factors.set(key, before === undefined ? ratio : before + weight * (ratio - before));
      const oldest = factors.keys().next().value;
      if (factors.size > maxKeys && oldest !== undefined) factors.delete(oldest);
    },
  };
}

function clamp(ratio: number): number {
  return Math.min(highest, Math.max(lowest, ratio));
}
