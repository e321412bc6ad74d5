import type { Json } from '@gateway/spec';
import { findStringEnd } from './find-string-end.ts';

/**
 * Builds the value of a JSON text in plain JavaScript, as `JSON.parse` should.
 *
 * V8's parser takes a key written with an escape for another one that an earlier text has put at
 * the same place of the same shape, so a body may change the keys of somebody else's. Here keys are
 * parsed as strings, which V8 reads right.
 *
 * @param text - text that `JSON.parse` accepts; nested only as deep as the call stack allows
 * @param readNumber - makes the value of a number's source text
 * @throws never for such texts
 * @source https://github.com/nodejs/node/issues/63785 (read 2026-11-21)
 */
export function readValidJson(text: string, readNumber: (source: string) => Json): Json {
  return new Reader(text, readNumber).readValue();
}

const endOfScalar = /[\s,\]}]|$/g;

class Reader {
  readonly #text: string;
  readonly #readNumber: (source: string) => Json;
  #at = 0;

  constructor(text: string, readNumber: (source: string) => Json) {
    this.#text = text;
    this.#readNumber = readNumber;
  }

  readValue(): Json {
    switch (this.#peek()) {
      case '{':
        return this.#readObject();
      case '[':
        return this.#readArray();
      case '"':
        return this.#readString();
      default:
        return this.#readScalar();
    }
  }

  #readObject(): Json {
    const members: [string, Json][] = [];
    this.#at += 1;
    while (this.#peek() !== '}') {
      const key = this.#readString();
      this.#skip(':');
      members.push([key, this.readValue()]);
      this.#skip(',');
    }
    this.#at += 1;
    // Defines members, also one named `__proto__`; of repeated keys the last value counts.
    return Object.fromEntries(members);
  }

  #readArray(): Json {
    const items: Json[] = [];
    this.#at += 1;
    while (this.#peek() !== ']') {
      items.push(this.readValue());
      this.#skip(',');
    }
    this.#at += 1;
    return items;
  }

  #readString(): string {
    const end = findStringEnd(this.#text, this.#at) + 1;
    const value: unknown = JSON.parse(this.#text.slice(this.#at, end));
    this.#at = end;
    return String(value);
  }

  #readScalar(): Json {
    endOfScalar.lastIndex = this.#at;
    const end = endOfScalar.exec(this.#text)?.index ?? this.#text.length;
    const source = this.#text.slice(this.#at, end);
    this.#at = end;
    if (source === 'null') return null;
    return source === 'true' || source === 'false' ? source === 'true' : this.#readNumber(source);
  }

  /** Goes to the next character that is not whitespace. */
  #peek(): string {
    while (this.#text.charCodeAt(this.#at) <= 0x20) this.#at += 1;
    return this.#text.charAt(this.#at);
  }

  #skip(separator: string): void {
    if (this.#peek() === separator) this.#at += 1;
    this.#peek();
  }
}
