import type { Strategy } from '../strategy.ts';

/** The operator's order: targets as listed, each with its connections by their priority. */
export const strategy: Strategy = {
  name: 'priority',
  order: (candidates) =>
    // Sorting is stable, so equal ones stay in the order of configuration.
    candidates.toSorted((a, b) => a.rank - b.rank || a.connectionPriority - b.connectionPriority),
};
