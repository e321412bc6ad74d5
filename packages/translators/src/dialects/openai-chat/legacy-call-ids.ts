/** Makes ids for the old form of calls, which joins calls and results by name and order. */
export interface LegacyCallIds {
  /** Id of the next call of a function. */
  ofCall(toolName: string): string;
  /** Id of the call that the next result of a function belongs to. */
  ofResult(toolName: string): string;
}

/**
 * Makes the ids of one conversation: the first call of a function has the id of its first result,
 * and so on. The same conversation always gets the same ids.
 *
 * @throws never
 */
export function createLegacyCallIds(): LegacyCallIds {
  const calls = new Map<string, number>();
  const results = new Map<string, number>();
  return {
    ofCall: (toolName) => nextId(calls, toolName),
    ofResult: (toolName) => nextId(results, toolName),
  };
}

function nextId(counts: Map<string, number>, toolName: string): string {
  const count = counts.get(toolName) ?? 0;
  counts.set(toolName, count + 1);
  return `call_${toolName}_${count}`;
}
