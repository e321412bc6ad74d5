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

/** Hints about form while they are collected; `undefined` = no hint. */
export type FormHints = Readonly<Record<string, string | undefined>>;

/**
 * Takes known members from an object; what nobody took becomes `wire.extra`. A member that is
 * `null` counts as not there and therefore stays, which keeps absent and null apart.
 */
export interface Reader {
  readonly scope: ReadScope;
  /** Path of a member. */
  at(key: string): string;
  /** Looks at a member without taking it. */
  peek(key: string): Json | undefined;
  has(key: string): boolean;
  string(key: string): string | undefined;
  /** Takes a string unless it is empty. */
  filled(key: string): string | undefined;
  number(key: string): number | undefined;
  boolean(key: string): boolean | undefined;
  object(key: string): JsonObject | undefined;
  list(key: string): readonly Json[] | undefined;
  /** Takes a value of any type but null. */
  any(key: string): Json | undefined;
  /** Takes a string if it is one of `values`, and leaves every other value. */
  oneOf<const Value extends string>(key: string, values: readonly Value[]): Value | undefined;
  /**
   * Takes a member whose value is always the same.
   *
   * @returns the hint that tells the encoder not to write it, if it was not there as expected
   */
  constant(key: string, value: string): 'kept' | undefined;
  /** Opens an object member; what its reader leaves stays in this object's rest. */
  child(key: string): Reader | undefined;
  /** What is left; `undefined` when nothing is. */
  rest(): JsonObject | undefined;
  /** The notes of the node that was read. */
  notes(form?: FormHints): WireNotes;
}

const typeNames = {
  string: 'a string',
  number: 'a number',
  boolean: 'a boolean',
  object: 'an object',
  list: 'an array',
} as const;

/**
 * Makes the error for a member of the wrong type.
 *
 * @throws never
 */
export function wrongType(path: string, expected: string, value: Json | undefined): GatewayError {
  const message = `Invalid type for '${path}': expected ${expected}, but got ${nameOf(value)} instead.`;
  return new GatewayError({ code: 'invalid_request', message, param: path });
}

/**
 * Makes the error for a member that must be there.
 *
 * @throws never
 */
export function missing(path: string): GatewayError {
  const message = `Missing required parameter: '${path}'.`;
  return new GatewayError({ code: 'invalid_request', message, param: path });
}

/**
 * Makes the error for a member whose value is not among those it can have.
 *
 * @throws never
 */
export function invalidValue(path: string, expected: string): GatewayError {
  const message = `Invalid value for '${path}': expected ${expected}.`;
  return new GatewayError({ code: 'invalid_request', message, param: path });
}

function nameOf(value: Json | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number' || isRawJsonNumber(value)) return 'a number';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/**
 * Names a member of the body.
 *
 * @throws never
 */
export function joinPath(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/**
 * Opens an object for reading.
 *
 * @throws `GatewayError` `invalid_request`, from its methods and in strict scopes only
 */
export function createReader(source: JsonObject, scope: ReadScope): Reader {
  return new ObjectReader(source, scope);
}

class ObjectReader implements Reader {
  readonly scope: ReadScope;
  readonly #left: Map<string, Json>;
  readonly #children = new Map<string, ObjectReader>();
  #hasTaken = false;

  constructor(source: JsonObject, scope: ReadScope) {
    this.scope = scope;
    this.#left = new Map(Object.entries(source));
  }

  at(key: string): string {
    return joinPath(this.scope.path, key);
  }

  peek(key: string): Json | undefined {
    return this.#left.get(key);
  }

  has(key: string): boolean {
    return this.#left.has(key);
  }

  string(key: string): string | undefined {
    return this.#take(key, 'string', (value) => (typeof value === 'string' ? value : undefined));
  }

  filled(key: string): string | undefined {
    return this.#left.get(key) === '' ? undefined : this.string(key);
  }

  number(key: string): number | undefined {
    return this.#take(key, 'number', (value) => {
      if (isRawJsonNumber(value)) return Number(value.rawJSON);
      return typeof value === 'number' ? value : undefined;
    });
  }

  boolean(key: string): boolean | undefined {
    return this.#take(key, 'boolean', (value) => (typeof value === 'boolean' ? value : undefined));
  }

  object(key: string): JsonObject | undefined {
    return this.#take(key, 'object', (value) => (isJsonObject(value) ? value : undefined));
  }

  list(key: string): readonly Json[] | undefined {
    return this.#take(key, 'list', (value) => (Array.isArray(value) ? value : undefined));
  }

  any(key: string): Json | undefined {
    const value = this.#left.get(key);
    if (value === undefined || value === null) return undefined;
    this.#remove(key);
    return value;
  }

  oneOf<const Value extends string>(key: string, values: readonly Value[]): Value | undefined {
    const found = values.find((value) => value === this.#left.get(key));
    if (found !== undefined) this.#remove(key);
    return found;
  }

  constant(key: string, value: string): 'kept' | undefined {
    return this.oneOf(key, [value]) === undefined ? 'kept' : undefined;
  }

  child(key: string): Reader | undefined {
    const hadTaken = this.#hasTaken;
    const value = this.object(key);
    if (value === undefined) return undefined;
    this.#hasTaken = hadTaken;
    const child = new ObjectReader(value, { ...this.scope, path: this.at(key) });
    // An empty object has no members that could be taken, so the object itself is what is left.
    if (Object.keys(value).length === 0) this.#left.set(key, value);
    else this.#children.set(key, child);
    return child;
  }

  rest(): JsonObject | undefined {
    const left = new Map(this.#left);
    for (const [key, child] of this.#children) {
      const rest = child.rest();
      if (rest !== undefined) left.set(key, rest);
    }
    return left.size === 0 ? undefined : Object.fromEntries(left);
  }

  notes(form: FormHints = {}): WireNotes {
    const { path } = this.scope;
    const extra = this.rest();
    const partial = this.#partial();
    const hints = Object.entries({ ...form, partial }).filter((hint): hint is [string, string] => {
      return hint[1] !== undefined;
    });
    return {
      dialect: ownDialect,
      ...(path !== '' && { path }),
      ...(extra !== undefined && { extra }),
      ...(hints.length > 0 && { form: Object.fromEntries(hints) }),
    };
  }

  get #isUsed(): boolean {
    return this.#hasTaken || [...this.#children.values()].some((child) => child.#isUsed);
  }

  /** Objects of which only a part was taken: the rest means nothing once that part is gone. */
  #partial(): string | undefined {
    const keys = [...this.#children]
      .filter(([, child]) => child.#isUsed && child.rest() !== undefined)
      .map(([key]) => key);
    return keys.length === 0 ? undefined : keys.join();
  }

  #remove(key: string): void {
    this.#left.delete(key);
    this.#hasTaken = true;
  }

  #take<Value>(
    key: string,
    kind: keyof typeof typeNames,
    read: (value: Json) => Value | undefined,
  ): Value | undefined {
    const value = this.#left.get(key);
    if (value === undefined || value === null) return undefined;
    const taken = read(value);
    if (taken !== undefined) this.#remove(key);
    else if (this.scope.strict) throw wrongType(this.at(key), typeNames[kind], value);
    return taken;
  }
}
