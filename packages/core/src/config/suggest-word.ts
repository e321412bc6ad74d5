/**
 * Finds the word that a mistyped one was probably meant to be.
 *
 * @param candidates - all words that would be right
 * @returns the nearest candidate within a third of its length; `undefined` where none is near
 * @throws never
 */
export function suggestWord(word: string, candidates: readonly string[]): string | undefined {
  const wanted = normalise(word);
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, normalise(candidate));
    if (distance < bestDistance && distance <= Math.ceil(candidate.length / 3)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

// `api_key`, `api-key` and `APIKEY` are the same slip as `apiKey`.
function normalise(word: string): string {
  return word.slice(0, 64).toLowerCase().replaceAll(/[_-]/g, '');
}

/** Fewest insertions, deletions, changes and swaps of neighbours that turn one word into another. */
function editDistance(from: string, to: string): number {
  const table: number[][] = [Array.from({ length: to.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      line.push(
        Math.min(
          cell(table, row - 1, column) + 1,
          (line[column - 1] ?? 0) + 1,
          cell(table, row - 1, column - 1) + (isSame ? 0 : 1),
          isSwap ? cell(table, row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    table.push(line);
  }
  return cell(table, from.length, to.length);
}

function cell(table: readonly (readonly number[])[], row: number, column: number): number {
  return table[row]?.[column] ?? Number.POSITIVE_INFINITY;
}
