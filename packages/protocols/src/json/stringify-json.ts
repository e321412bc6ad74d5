import type { Json } from '@gateway/spec';

/**
 * Writes JSON without whitespace, keys in their order, numbers kept as text verbatim.
 *
 * @throws never for values of type `Json`
 */
export function stringifyJson(value: Json): string {
  return JSON.stringify(value);
}
