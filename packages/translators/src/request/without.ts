/**
 * Copies an object without some of its members.
 *
 * @throws never
 */
export function without<T extends object, K extends keyof T>(
  value: T,
  ...keys: readonly K[]
): Omit<T, K> {
  const names: readonly PropertyKey[] = keys;
  const kept = Object.entries(value).filter(([name]) => !names.includes(name));
  // Exactly the members not named in `keys` are left.
  return Object.fromEntries(kept) as Omit<T, K>;
}
