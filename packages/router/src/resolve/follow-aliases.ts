/** Longest chain of aliases that is followed. */
const maxChain = 5;

/** Where a chain of aliases ends. */
export type AliasChain =
  | { readonly kind: 'end'; readonly name: string; readonly steps: readonly string[] }
  | { readonly kind: 'loop' | 'too-long'; readonly steps: readonly string[] };

/**
 * Follows a chain of aliases to the name that is none.
 *
 * @param findAlias - what a name stands for; `undefined` when it is no alias
 * @returns the last name and all names on the way, the first included
 * @throws never
 */
export function followAliases(
  name: string,
  findAlias: (name: string) => string | undefined,
): AliasChain {
  const steps = [name];
  let current = name;
  for (let next = findAlias(current); next !== undefined; next = findAlias(current)) {
    if (steps.includes(next)) return { kind: 'loop', steps: [...steps, next] };
    steps.push(next);
    if (steps.length > maxChain + 1) return { kind: 'too-long', steps };
    current = next;
  }
  return { kind: 'end', name: current, steps };
}
