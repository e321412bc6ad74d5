import { type SkippedDepth, skipKey, skipString, skipValue, skipWhitespace } from './skip-json.ts';

/** A stretch of bytes: first offset, and offset after the last. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A member of an object, by its place in the bytes. */
export interface JsonMember {
  /** The key with its escapes resolved. */
  readonly key: string;
  /** The key as written, quotes included. */
  readonly keyRange: ByteRange;
  /** The value as written, without whitespace around it. */
  readonly valueRange: ByteRange;
}

/** Where the members of a JSON object are; the values are not read. */
export interface JsonScan {
  /** The object, from its opening to its closing brace. */
  readonly range: ByteRange;
  /** Every member in order, repeated keys included. */
  readonly members: readonly JsonMember[];
  /** Levels of arrays and objects, the object's own included; `{}` has one. */
  readonly depth: number;
  /** The member that counts for a key: the last one, as in `JSON.parse`. */
  get(key: string): JsonMember | undefined;
  /** What the value of a key is; `undefined` when the key is absent. */
  kind(key: string): JsonKind | undefined;
  /** The value of a key, if it is a string. */
  string(key: string): string | undefined;
  /** The value of a key, if it is a boolean. */
  boolean(key: string): boolean | undefined;
  /** The members of the value of a key, if it is an object. */
  object(key: string): JsonScan | undefined;
}

/** The kinds of JSON values. */
export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/**
 * Finds the members of a JSON text that is an object, in one pass over its bytes and without
 * building the values. The whole text is checked: it is accepted exactly when `JSON.parse` accepts
 * it.
 *
 * @param body - UTF-8; a leading byte order mark is allowed
 * @returns `undefined` when the text is not valid JSON or not an object
 * @throws never
 */
export function scanTopLevel(body: Uint8Array): JsonScan | undefined {
  const hasMark = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  const scan = scanFrom(body, skipWhitespace(body, hasMark ? 3 : 0));
  if (!scan || skipWhitespace(body, scan.range.end) !== body.length) return undefined;
  return scan;
}

/**
 * Finds the members of an object inside a JSON text.
 *
 * @param range - the object's bytes; only `start` decides
 * @returns `undefined` when there is no valid object at `range.start`
 * @throws never
 */
export function scanObject(body: Uint8Array, range: ByteRange): JsonScan | undefined {
  return scanFrom(body, range.start);
}

function scanFrom(body: Uint8Array, start: number): JsonScan | undefined {
  if (body[start] !== 0x7b) return undefined;
  const members: JsonMember[] = [];
  const inside: SkippedDepth = { depth: 0 };
  const finish = (end: number) =>
    createScan(body, { range: { start, end }, members, depth: inside.depth + 1 });
  let at = skipWhitespace(body, start + 1);
  if (body[at] === 0x7d) return finish(at + 1);
  for (;;) {
    const member = readMember(body, at, inside);
    if (!member) return undefined;
    members.push(member);
    at = skipWhitespace(body, member.valueRange.end);
    if (body[at] === 0x7d) return finish(at + 1);
    if (body[at] !== 0x2c) return undefined;
    at = skipWhitespace(body, at + 1);
  }
}

function readMember(body: Uint8Array, at: number, seen: SkippedDepth): JsonMember | undefined {
  const valueStart = skipKey(body, at);
  const valueEnd = valueStart === -1 ? -1 : skipValue(body, valueStart, seen);
  if (valueEnd === -1) return undefined;
  const keyRange = { start: at, end: skipString(body, at) };
  const key = readString(body, keyRange);
  return { key, keyRange, valueRange: { start: valueStart, end: valueEnd } };
}

function createScan(
  body: Uint8Array,
  found: Pick<JsonScan, 'range' | 'members' | 'depth'>,
): JsonScan {
  const { members } = found;
  const get = (key: string): JsonMember | undefined =>
    members.findLast((member) => member.key === key);
  const kind = (key: string): JsonKind | undefined => {
    const member = get(key);
    return member && kindOf(body[member.valueRange.start]);
  };
  const valueOf = (key: string, wanted: JsonKind): ByteRange | undefined =>
    kind(key) === wanted ? get(key)?.valueRange : undefined;
  return {
    ...found,
    get,
    kind,
    string(key) {
      const value = valueOf(key, 'string');
      return value && readString(body, value);
    },
    boolean(key) {
      const value = valueOf(key, 'boolean');
      return value && body[value.start] === 0x74;
    },
    object(key) {
      const value = valueOf(key, 'object');
      return value && scanFrom(body, value.start);
    },
  };
}

function kindOf(firstByte: number | undefined): JsonKind {
  switch (firstByte) {
    case 0x7b:
      return 'object';
    case 0x5b:
      return 'array';
    case 0x22:
      return 'string';
    case 0x74:
    case 0x66:
      return 'boolean';
    case 0x6e:
      return 'null';
    default:
      return 'number';
  }
}

function readString(body: Uint8Array, { start, end }: ByteRange): string {
  // The scanner has checked the string, so this parse cannot fail; it resolves the escapes.
  const value: unknown = JSON.parse(new TextDecoder().decode(body.subarray(start, end)));
  return String(value);
}
