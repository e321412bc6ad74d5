/**
 * Cuts a text in two, so that a stream shows a value growing.
 *
 * @returns no piece for an empty text; never half a surrogate pair
 * @throws never
 */
export function splitInTwo(text: string): string[] {
  const characters = Array.from(text);
  const middle = Math.ceil(characters.length / 2);
  return [characters.slice(0, middle).join(''), characters.slice(middle).join('')].filter(
    (piece) => piece !== '',
  );
}
