/** Names longer than this are not compared: nobody means them, and comparing costs. */
const maxLength = 128;
/** A shorter piece of a name says nothing. */
const minPieceLength = 4;

/** Number of single-character edits between two words. */
const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
    }
    row = next;
  }
  return row[b.length] ?? 0;
};

const afterSlash = (name: string): string => name.slice(name.indexOf('/') + 1);

const distanceTo = (wanted: string, name: string): number => {
  const lower = name.toLowerCase();
  if (afterSlash(lower) === afterSlash(wanted)) return 0;
  const [short, long] = lower.length < wanted.length ? [lower, wanted] : [wanted, lower];
  if (short.length >= minPieceLength && long.includes(short)) return 1;
  return Math.min(editDistance(wanted, lower), editDistance(wanted, afterSlash(lower)));
};

/**
 * Finds names that somebody who wrote `wanted` may have meant.
 *
 * @param limit - most names to return
 * @returns the nearest first; empty when nothing is near
 * @throws never
 */
export function nearNames(wanted: string, names: readonly string[], limit = 3): readonly string[] {
  if (wanted === '' || wanted.length > maxLength) return [];
  const lower = wanted.toLowerCase();
  const tolerance = Math.max(1, Math.floor(lower.length / 3));
  return names
    .filter((name) => name.length <= maxLength)
    .map((name) => ({ name, distance: distanceTo(lower, name) }))
    .filter(({ distance }) => distance <= tolerance)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name);
}
