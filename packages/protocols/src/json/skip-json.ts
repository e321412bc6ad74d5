const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const noBytes = new Uint8Array(0);

/**
 * Skips the whitespace of JSON.
 *
 * @returns offset of the first other byte, or the length of the body
 * @throws never
 */
export function skipWhitespace(body: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = body[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at += 1;
  }
}

/**
 * Skips a JSON string, checking it.
 *
 * @param from - offset of the opening quote
 * @returns offset after the closing quote; -1 where there is no valid string
 * @throws never
 */
export function skipString(body: Uint8Array, from: number): number {
  if (body[from] !== quote) return -1;
  let at = from + 1;
  while (at < body.length) {
    const byte = body[at] ?? 0;
    if (byte === quote) return at + 1;
    if (byte < 0x20) return -1;
    at = byte === backslash ? skipEscape(body, at) : at + 1;
    if (at === -1) return -1;
  }
  return -1;
}

function skipEscape(body: Uint8Array, from: number): number {
  const letter = String.fromCharCode(body[from + 1] ?? 0);
  if (letter === 'u') {
    for (let at = from + 2; at < from + 6; at++) if (!isHexDigit(body[at])) return -1;
    return from + 6;
  }
  return '"\\/bfnrt'.includes(letter) ? from + 2 : -1;
}

function isHexDigit(byte = 0): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || isLowerHex(byte);
}

function isLowerHex(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x66;
}

/** The closing brackets that are due, one byte each: an array of numbers would take eight. */
class ByteStack {
  size = 0;
  /** Most levels seen. */
  deepest = 0;
  #bytes = noBytes;

  push(byte: number): void {
    if (this.size === this.#bytes.length) {
      const grown = new Uint8Array(Math.max(64, this.size * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[this.size] = byte;
    this.size += 1;
    this.reach(this.size);
  }

  reach(levels: number): void {
    if (levels > this.deepest) this.deepest = levels;
  }

  pop(): void {
    this.size -= 1;
  }

  last(): number | undefined {
    return this.#bytes[this.size - 1];
  }
}

/** Takes what a skipped value tells beside where it ends. */
export interface SkippedDepth {
  /** Levels of arrays and objects of the deepest value so far; `[]` has one, a number none. */
  depth: number;
}

/**
 * Skips any JSON value, checking it. Nesting costs memory of one byte per level, no call stack.
 *
 * @param from - offset of the value's first byte
 * @param seen - raised to the value's depth
 * @returns offset after the value; -1 where there is no valid value
 * @throws never
 */
export function skipValue(body: Uint8Array, from: number, seen: SkippedDepth): number {
  const open = new ByteStack();
  let at = from;
  for (;;) {
    at = enterValue(body, at, open);
    while (at !== -1 && open.size > 0) {
      const next = leaveOrContinue(body, skipWhitespace(body, at), open);
      at = next.at;
      if (next.expectsValue) break;
    }
    if (at === -1) return -1;
    if (open.size > 0) continue;
    seen.depth = Math.max(seen.depth, open.deepest);
    return at;
  }
}

/** Skips a scalar or an empty container, or opens a container and goes to its first value. */
function enterValue(body: Uint8Array, from: number, open: ByteStack): number {
  let at = from;
  for (;;) {
    const byte = body[at];
    if (byte !== openBrace && byte !== openBracket) return skipScalar(body, at);
    const inside = skipWhitespace(body, at + 1);
    const closing = byte === openBrace ? closeBrace : closeBracket;
    if (body[inside] === closing) {
      open.reach(open.size + 1);
      return inside + 1;
    }
    open.push(closing);
    at = byte === openBrace ? skipKey(body, inside) : inside;
    if (at === -1) return -1;
  }
}

function leaveOrContinue(
  body: Uint8Array,
  at: number,
  open: ByteStack,
): { readonly at: number; readonly expectsValue: boolean } {
  const closing = open.last();
  if (body[at] === closing) {
    open.pop();
    return { at: at + 1, expectsValue: false };
  }
  if (body[at] !== comma) return { at: -1, expectsValue: false };
  const next = skipWhitespace(body, at + 1);
  return { at: closing === closeBrace ? skipKey(body, next) : next, expectsValue: true };
}

/**
 * Skips a member's key, its colon and the whitespace around it.
 *
 * @param from - offset of the key's opening quote
 * @returns offset of the member's value; -1 where there is no valid key
 * @throws never
 */
export function skipKey(body: Uint8Array, from: number): number {
  const keyEnd = skipString(body, from);
  if (keyEnd === -1) return -1;
  const at = skipWhitespace(body, keyEnd);
  return body[at] === colon ? skipWhitespace(body, at + 1) : -1;
}

function skipScalar(body: Uint8Array, from: number): number {
  switch (body[from]) {
    case quote:
      return skipString(body, from);
    case 0x74:
      return skipWord(body, from, 'true');
    case 0x66:
      return skipWord(body, from, 'false');
    case 0x6e:
      return skipWord(body, from, 'null');
    default:
      return skipNumber(body, from);
  }
}

function skipWord(body: Uint8Array, from: number, word: string): number {
  for (let index = 0; index < word.length; index++) {
    if (body[from + index] !== word.charCodeAt(index)) return -1;
  }
  return from + word.length;
}

function skipNumber(body: Uint8Array, from: number): number {
  let at = body[from] === 0x2d ? from + 1 : from;
  at = body[at] === 0x30 ? at + 1 : skipDigits(body, at);
  if (at !== -1 && body[at] === 0x2e) at = skipDigits(body, at + 1);
  if (at !== -1 && (body[at] === 0x65 || body[at] === 0x45)) {
    const sign = body[at + 1] === 0x2b || body[at + 1] === 0x2d ? 1 : 0;
    at = skipDigits(body, at + 1 + sign);
  }
  return at;
}

function skipDigits(body: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = body[at] ?? 0;
    if (byte < 0x30 || byte > 0x39) return at === from ? -1 : at;
    at += 1;
  }
}
