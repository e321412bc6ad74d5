import type { Json } from '@gateway/spec';

/**
 * Writes JSON without whitespace, keys in their order, numbers kept as text verbatim.
 *
 * @throws `RangeError` for values nested thousands of levels deep, which `parseJson` never gives
 */
export function stringifyJson(value: Json): string {
  return JSON.stringify(value);
}
