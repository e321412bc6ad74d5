import type { LossReport } from '@gateway/spec';

const maxLength = 512;

/**
 * Writes the value of the header `x-gateway-loss`: how often each kind of loss happened on the way
 * to the upstream, most frequent first. It holds codes and counts, no paths and no values.
 *
 * @param loss - losses of the request side
 * @returns at most 512 ASCII characters; `undefined` when there is nothing to report
 * @throws never
 * @example formatLossHeader([{ severity: 'dropped', code: 'sampling_dropped', path: 'top_k' }])
 * // 'sampling_dropped=1'
 */
export function formatLossHeader(loss: LossReport): string | undefined {
  if (loss.length === 0) return undefined;
  const counts = new Map<string, number>();
  for (const { code } of loss) counts.set(code, (counts.get(code) ?? 0) + 1);
  const entries = [...counts]
    .sort(([, left], [, right]) => right - left)
    .map(([code, count]) => `${code}=${count}`);
  return fit(entries);
}

function fit(entries: readonly string[]): string {
  const all = entries.join(', ');
  if (all.length <= maxLength) return all;
  const kept = [...entries];
  const more = (): string => `${kept.join(', ')}, more=${entries.length - kept.length}`;
  while (more().length > maxLength) kept.pop();
  return more();
}
