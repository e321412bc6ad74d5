import type { Candidate } from '../candidates/candidate.ts';

/** What a strategy may look at besides the candidates. */
export interface StrategyContext {
  /** Wall clock, epoch milliseconds. */
  readonly nowMs: number;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** A way to order candidates. One file each; pure. */
export interface Strategy {
  /** Name in configuration; also the name of the file. */
  readonly name: string;
  /**
   * Puts the best candidate first.
   *
   * @returns the same candidates, each once
   * @throws never
   */
  order(candidates: readonly Candidate[], context: StrategyContext): readonly Candidate[];
}
