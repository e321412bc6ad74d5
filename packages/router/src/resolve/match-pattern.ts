/**
 * Tells whether a name fits a pattern in which `*` stands for any run of characters. Takes time in
 * proportion to the two lengths, whatever the pattern.
 *
 * @throws never
 * @example matchPattern('gpt-*', 'gpt-5') // true
 */
export function matchPattern(pattern: string, name: string): boolean {
  const pieces = pattern.split('*');
  const [first = ''] = pieces;
  if (pieces.length === 1) return pattern === name;
  if (!name.startsWith(first)) return false;
  const last = pieces.at(-1) ?? '';
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

/**
 * Tells whether a name fits one of several patterns.
 *
 * @throws never
 */
export function matchAny(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => matchPattern(pattern, name));
}
