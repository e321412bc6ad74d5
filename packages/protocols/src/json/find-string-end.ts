const backslash = 0x5c;

/**
 * Finds the end of a string in a JSON text.
 *
 * @param from - offset of the opening quote
 * @returns offset of the closing quote; -1 where there is none
 * @throws never
 */
export function findStringEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let before = at;
    while (text.charCodeAt(before - 1) === backslash) before -= 1;
    if ((at - before) % 2 === 0) return at;
  }
  return -1;
}
