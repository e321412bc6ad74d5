import { isRawJsonNumber, type Json, type JsonObject } from '@gateway/spec';

/** What a member of a request may be. */
export interface ValueRule {
  /** In words that follow "expected", e.g. `an integer of at least 1`. */
  readonly expected: string;
  readonly holds: (value: Json) => boolean;
}

/** Bounds of a number, both included; absent = unbounded. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/**
 * Makes a rule for numbers.
 *
 * @throws never
 */
export function numberWithin(bounds: Bounds = {}): ValueRule {
  return {
    expected: `a number${describe(bounds)}`,
    holds: (value) => isWithin(toNumber(value), bounds),
  };
}

/**
 * Makes a rule for whole numbers.
 *
 * @throws never
 */
export function integerWithin(bounds: Bounds = {}): ValueRule {
  return {
    expected: `an integer${describe(bounds)}`,
    holds(value) {
      const number = toNumber(value);
      return Number.isInteger(number) && isWithin(number, bounds);
    },
  };
}

/**
 * Makes a rule for a choice of words.
 *
 * @throws never
 */
export function wordOf(words: readonly string[]): ValueRule {
  return {
    expected: `one of ${words.map((word) => `'${word}'`).join(', ')}`,
    holds: (value) => typeof value === 'string' && words.includes(value),
  };
}

/**
 * Finds the first member that breaks its rule. Members that are absent or `null` say nothing.
 *
 * @returns its key and its rule; `undefined` where all hold
 * @throws never
 */
export function findBroken(
  source: JsonObject,
  rules: Readonly<Record<string, ValueRule>>,
): { readonly key: string; readonly rule: ValueRule } | undefined {
  for (const [key, rule] of Object.entries(rules)) {
    const value = source[key];
    if (value !== undefined && value !== null && !rule.holds(value)) return { key, rule };
  }
  return undefined;
}

/**
 * Tells whether a value is a string with something in it.
 *
 * @throws never
 */
export function isFilled(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

function toNumber(value: Json): number {
  if (isRawJsonNumber(value)) return Number(value.rawJSON);
  return typeof value === 'number' ? value : Number.NaN;
}

// Written so that NaN is outside of every bound.
function isWithin(number: number, { min, max }: Bounds): boolean {
  return number >= (min ?? Number.NEGATIVE_INFINITY) && number <= (max ?? Number.POSITIVE_INFINITY);
}

function describe({ min, max }: Bounds): string {
  if (min === undefined) return max === undefined ? '' : ` of at most ${max}`;
  return max === undefined ? ` of at least ${min}` : ` between ${min} and ${max}`;
}
