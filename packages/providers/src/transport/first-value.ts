import type { Headers } from '@gateway/spec';

/**
 * Reads a header as one string.
 *
 * @param headers - names in lower case
 * @returns the first value; `undefined` when absent
 * @throws never
 */
export function firstValue(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' || value === undefined ? value : value[0];
}
