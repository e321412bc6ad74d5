import { isRawJsonNumber, type Json } from '@gateway/spec';

/**
 * Reads a number of tokens that an upstream states. Usage is money, so what cannot be a count of
 * anything (negative, not a number, larger than a double can count) is taken for not said.
 *
 * @returns a whole number, fractions rounded up
 * @throws never
 */
export function readTokenCount(value: Json | undefined): number | undefined {
  const number = isRawJsonNumber(value) ? Number(value.rawJSON) : value;
  if (typeof number !== 'number' || !(number >= 0)) return undefined;
  const count = Math.ceil(number);
  return Number.isSafeInteger(count) ? count : undefined;
}
