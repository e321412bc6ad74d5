import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWrappedStringReader } from './wrapped-string-reader.ts';

const read = (pieces: readonly string[]): string => {
  const reader = createWrappedStringReader('input');
  return pieces.map((piece) => reader.push(piece)).join('') + reader.end();
};

const cut = (text: string, at: readonly number[]): string[] => {
  const places = [0, ...at.map((place) => place % (text.length + 1)), text.length].sort(
    (a, b) => a - b,
  );
  return places.slice(1).map((place, index) => text.slice(places[index], place));
};

describe('createWrappedStringReader', () => {
  it('reads any string wherever the text is cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.array(fc.nat(), { maxLength: 6 }),
        (input, at) => {
          expect(read(cut(JSON.stringify({ input }), at))).toBe(input);
        },
      ),
    );
  });

  it('reads escapes and white space', () => {
    expect(read([' {\n "input" ', ': "a\\u', '00e9\\n\\/', '\\"b" } '])).toBe('aé\n/"b');
  });

  it('gives out what it knows at once', () => {
    const reader = createWrappedStringReader('input');
    expect(reader.push('{"input":"*** Begin')).toBe('*** Begin');
    expect(reader.push(' Patch\\')).toBe(' Patch');
    expect(reader.push('n')).toBe('\n');
  });

  it.each([
    ['{"why":"x","input":"patch"}', 'patch'],
    ['{"patch":"only member"}', 'only member'],
    ['{"input":{"a":1}}', '{"a":1}'],
    ['plain text', 'plain text'],
    ['', ''],
  ])('reads the unexpected form %s at the end', (text, expected) => {
    expect(read([text])).toBe(expected);
  });
});
