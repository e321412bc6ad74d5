import {
  GatewayError,
  isJsonObject,
  isRawJsonNumber,
  type Json,
  type JsonObject,
  type WireNotes,
} from '@gateway/spec';
import { ownDialect } from './wire.ts';

/** How a decoder reads: where it is, and whether a wrong type is the sender's fault. */
export interface ReadScope {
  /** Place in the body, e.g. `messages[2].content[0]`; empty = the body itself. */
  readonly path: string;
  /** True for clients' requests: a wrong type is refused. False for upstreams: it stays unread. */
  readonly strict: boolean;
}

/**
 * Takes known keys from an object; what nobody took becomes `wire.extra`. A key whose value is
 * `null` counts as not there and therefore stays, which keeps absent and null apart.
 */
export interface Taker {
  readonly scope: ReadScope;
  string(key: string): string | undefined;
  number(key: string): number | undefined;
  boolean(key: string): boolean | undefined;
  object(key: string): JsonObject | undefined;
  array(key: string): readonly Json[] | undefined;
  /** Takes a value of any type but null. */
  any(key: string): Json | undefined;
  /** Takes a string if it is one of `values`, and leaves every other one. */
  oneOf<const Value extends string>(key: string, values: readonly Value[]): Value | undefined;
  /** Takes away keys that say nothing, whatever their values. */
  drop(...keys: readonly string[]): void;
  /** Puts what could not be read of a taken value back under its key. */
  putBack(key: string, rest: Json | undefined): void;
  /** What is left; `undefined` when nothing is. */
  rest(): JsonObject | undefined;
  /** The notes of the node that was read. */
  notes(form?: Readonly<Record<string, string>>): WireNotes;
}

const typeNames = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
} as const;

const isOfType = {
  string: (value: unknown): value is string => typeof value === 'string',
  number: (value: unknown): value is number => typeof value === 'number',
  boolean: (value: unknown): value is boolean => typeof value === 'boolean',
  object: isJsonObject,
  array: (value: unknown): value is readonly Json[] => Array.isArray(value),
};

/**
 * Names a member of the body.
 *
 * @throws never
 */
export function joinPath(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/**
 * Makes the error for a field that is not as it must be.
 *
 * @throws never
 */
export function invalidField(path: string, reason: string): GatewayError {
  return new GatewayError({ code: 'invalid_request', message: `${path}: ${reason}`, param: path });
}

/**
 * Opens an object for reading.
 *
 * @throws `GatewayError` `invalid_request`, from its methods and in strict scopes only
 */
export function createTaker(source: JsonObject, scope: ReadScope): Taker {
  const left = new Map(Object.entries(source));
  const take = <T extends Json>(
    key: string,
    kind: keyof typeof isOfType,
    guard: (value: unknown) => value is T,
  ): T | undefined => {
    const value = left.get(key);
    if (value === undefined || value === null) return undefined;
    if (guard(value)) {
      left.delete(key);
      return value;
    }
    if (scope.strict) {
      throw invalidField(joinPath(scope.path, key), `Input should be ${typeNames[kind]}`);
    }
    return undefined;
  };
  const rest = () => (left.size === 0 ? undefined : Object.fromEntries(left));
  return {
    scope,
    string: (key) => take(key, 'string', isOfType.string),
    number(key) {
      const value = left.get(key);
      // A setting is a double to everybody; only data must keep its digits.
      if (isRawJsonNumber(value)) left.set(key, Number(value.rawJSON));
      return take(key, 'number', isOfType.number);
    },
    boolean: (key) => take(key, 'boolean', isOfType.boolean),
    object: (key) => take(key, 'object', isOfType.object),
    array: (key) => take(key, 'array', isOfType.array),
    any(key) {
      const value = left.get(key);
      if (value === undefined || value === null) return undefined;
      left.delete(key);
      return value;
    },
    oneOf(key, values) {
      const found = values.find((value) => value === left.get(key));
      if (found !== undefined) left.delete(key);
      return found;
    },
    drop(...keys) {
      for (const key of keys) left.delete(key);
    },
    putBack(key, remainder) {
      if (remainder !== undefined) left.set(key, remainder);
    },
    rest,
    notes(form) {
      const extra = rest();
      return {
        dialect: ownDialect,
        ...(scope.path !== '' && { path: scope.path }),
        ...(extra !== undefined && { extra }),
        ...(form !== undefined && Object.keys(form).length > 0 && { form }),
      };
    },
  };
}

/**
 * Takes a string that must be there.
 *
 * @returns the string; in tolerant scopes the empty string where there is none
 * @throws `GatewayError` `invalid_request` in strict scopes
 */
export function requireString(take: Taker, key: string): string {
  const value = take.string(key);
  if (value !== undefined) return value;
  if (take.scope.strict) throw invalidField(joinPath(take.scope.path, key), 'Field required');
  return '';
}
