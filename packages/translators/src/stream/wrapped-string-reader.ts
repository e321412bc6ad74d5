import { isJsonObject, type Json } from '@gateway/spec';

/** Reads the string out of `{"<property>":"…"}` while it streams. */
export interface WrappedStringReader {
  /** @returns what of the string is known because of this text; possibly empty */
  push(text: string): string;
  /** @returns the rest: everything, where the text did not have the expected form */
  end(): string;
}

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Makes a reader for freeform input that was wrapped as a JSON object with one string. The text may
 * be cut anywhere, also inside an escape. Other forms (another member first, a value that is no
 * string) are read as a whole at the end, and text that is no such object comes out unchanged.
 *
 * @param property - name of the member that holds the string
 * @throws never
 * @example
 * const reader = createWrappedStringReader('input');
 * reader.push('{"input":"a\\'); // 'a'
 * reader.push('nb"}'); // '\nb'
 */
export function createWrappedStringReader(property: string): WrappedStringReader {
  const opening = openingPattern(property);
  let state: 'opening' | 'string' | 'closed' = 'opening';
  let pending = '';

  const readOpening = (): boolean => {
    const match = opening.exec(pending);
    if (!match) return false;
    pending = pending.slice(match[0].length);
    state = 'string';
    return true;
  };

  const readString = (): string => {
    const { text, consumed, closed } = unescapeUntilQuote(pending);
    pending = pending.slice(consumed);
    if (closed) state = 'closed';
    return text;
  };

  return {
    push(text) {
      if (state === 'closed') return '';
      pending += text;
      return state === 'string' || readOpening() ? readString() : '';
    },
    end() {
      return state === 'opening' ? readWhole(pending, property) : '';
    },
  };
}

function openingPattern(property: string): RegExp {
  const key = JSON.stringify(property).replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
  return new RegExp(`^\\s*\\{\\s*${key}\\s*:\\s*"`);
}

interface Unescaped {
  readonly text: string;
  /** Characters of the source that are done with; an unfinished escape is not. */
  readonly consumed: number;
  readonly closed: boolean;
}

function unescapeUntilQuote(source: string): Unescaped {
  let text = '';
  let at = 0;
  while (at < source.length) {
    const next = nextSpecial(source, at);
    text += source.slice(at, next);
    at = next;
    if (source[at] === '"') return { text, consumed: at + 1, closed: true };
    if (source[at] !== '\\') break;
    const length = source[at + 1] === 'u' ? 6 : 2;
    if (at + length > source.length) break;
    text += readEscape(source.slice(at + 1, at + length));
    at += length;
  }
  return { text, consumed: at, closed: false };
}

function nextSpecial(source: string, from: number): number {
  for (let at = from; at < source.length; at++) {
    if (source[at] === '"' || source[at] === '\\') return at;
  }
  return source.length;
}

function readEscape(escape: string): string {
  const kind = escape[0] ?? '';
  return kind === 'u'
    ? String.fromCharCode(Number.parseInt(escape.slice(1), 16))
    : (escapes[kind] ?? kind);
}

function readWhole(text: string, property: string): string {
  const value = parse(text);
  if (!isJsonObject(value)) return text;
  const own = value[property] ?? onlyMember(value);
  if (own === undefined) return text;
  return typeof own === 'string' ? own : JSON.stringify(own);
}

function onlyMember(value: Readonly<Record<string, Json>>): Json | undefined {
  const members = Object.values(value);
  return members.length === 1 && typeof members[0] === 'string' ? members[0] : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the text itself is the freeform input.
    return undefined;
  }
}
