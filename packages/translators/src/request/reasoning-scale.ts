import { type ReasoningEffort, reasoningEfforts } from '@gateway/spec';

/** Tokens of reasoning that each effort stands for. */
export const effortBudgets: Readonly<Record<ReasoningEffort, number>> = {
  minimal: 512,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 32_768,
  max: 128_000,
};

/**
 * Finds the lowest effort that allows a budget.
 *
 * @param budgetTokens - tokens of reasoning
 * @throws never
 */
export function toEffort(budgetTokens: number): ReasoningEffort {
  return reasoningEfforts.find((effort) => budgetTokens <= effortBudgets[effort]) ?? 'max';
}

/**
 * Finds the nearest effort a target accepts: the same, else the next lower, else its lowest.
 *
 * @param accepted - the target's efforts in rising order
 * @returns `undefined` where the target has no efforts
 * @throws never
 */
export function clampEffort(
  effort: ReasoningEffort,
  accepted: readonly ReasoningEffort[],
): ReasoningEffort | undefined {
  const rank = reasoningEfforts.indexOf(effort);
  return (
    accepted.findLast((candidate) => reasoningEfforts.indexOf(candidate) <= rank) ?? accepted[0]
  );
}
