import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spliceBytes } from '../bytes/splice-bytes.ts';
import { parseJson } from './parse-json.ts';
import { scanObject, scanTopLevel } from './scan-object.ts';
import { stringifyJson } from './stringify-json.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('parseJson and stringifyJson', () => {
  it.each([
    '{"id":12345678901234567890,"list":[1,2.5,-3e10]}',
    '[0.10000000000000000555,1e400,-12345678901234567890.5]',
    '9007199254740993',
  ])('give %s back unchanged', (text) => {
    expect(stringifyJson(parseJson(text))).toBe(text.replace('-3e10', '-30000000000'));
  });

  it('read numbers a double holds as numbers', () => {
    expect(parseJson('[9007199254740992,14836394043272784000,0.1,1.50,1e21]')).toEqual([
      9007199254740992, 14836394043272784000, 0.1, 1.5, 1e21,
    ]);
  });

  it('agree with JSON.parse on every ordinary value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        expect(stringifyJson(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('refuse what is not JSON as a fault of the request', () => {
    expect(() => parseJson('{"a":')).toThrow(
      expect.objectContaining({ code: 'invalid_request', message: 'The body is not valid JSON.' }),
    );
  });
});

/** JSON with insignificant whitespace put between its tokens. */
const spacedJson = fc
  .tuple(fc.jsonValue({ noUnicodeString: false }), fc.constantFrom('', ' ', '\n\t', '\r\n'))
  .map(([value, space]) => {
    const text = JSON.stringify(value, null, 1).replaceAll('\n', space || '\n');
    return space + text + space;
  });

const isObjectText = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

describe('scanTopLevel', () => {
  it('accepts exactly the objects that JSON.parse accepts, also after damage', () => {
    const damage = fc.tuple(fc.nat(), fc.constantFrom('', '"', '{', '}', ',', '\\', '0', 'e', ' '));
    fc.assert(
      fc.property(spacedJson, fc.option(damage), (json, change) => {
        const at = change ? change[0] % (json.length + 1) : 0;
        const text = change ? json.slice(0, at) + change[1] + json.slice(at + 1) : json;
        // Half a surrogate pair cannot be written as UTF-8, so such a text is another one in bytes.
        fc.pre(text.isWellFormed());
        expect(scanTopLevel(bytesOf(text)) !== undefined).toBe(isObjectText(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('finds the values JSON.parse finds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (object) => {
        fc.pre(JSON.stringify(object).isWellFormed());
        const body = bytesOf(JSON.stringify(object, null, 2));
        const scan = scanTopLevel(body);
        const found = scan?.members.map(({ key, valueRange }) => [
          key,
          JSON.parse(textOf(body.subarray(valueRange.start, valueRange.end))),
        ]);
        expect(found).toEqual(Object.entries(JSON.parse(JSON.stringify(object))));
      }),
    );
  });

  it('takes the last of repeated keys, escaped or not, and ignores look-alikes inside values', () => {
    const body = bytesOf(
      '\uFEFF {"text":"\\"model\\":\\"x\\" }{","model":"a","nest":{"model":"b"},"m\\u006fdel":"c\\n"}',
    );
    const scan = scanTopLevel(body);
    expect(scan?.string('model')).toBe('c\n');
    expect(scan?.members.map((member) => member.key)).toEqual(['text', 'model', 'nest', 'model']);
    expect(scan?.object('nest')?.string('model')).toBe('b');
  });

  it('tells the kinds of values', () => {
    const scan = scanTopLevel(bytesOf('{"a":true,"b":false,"c":null,"d":-1,"e":[],"f":{},"g":""}'));
    expect(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key) => scan?.kind(key))).toEqual([
      'boolean',
      'boolean',
      'null',
      'number',
      'array',
      'object',
      'string',
      undefined,
    ]);
    expect([scan?.boolean('a'), scan?.boolean('b'), scan?.boolean('d')]).toEqual([
      true,
      false,
      undefined,
    ]);
    expect(scan?.string('a')).toBeUndefined();
    expect(scan?.object('e')).toBeUndefined();
  });

  it('takes deep nesting without running out of stack', () => {
    const depth = 200_000;
    const text = `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(scanTopLevel(bytesOf(text))?.kind('a')).toBe('array');
    expect(scanTopLevel(bytesOf(text.slice(0, -2)))).toBeUndefined();
  });

  it('scans an object inside another', () => {
    const body = bytesOf('{"a":{"b":1}}');
    expect(scanObject(body, { start: 5, end: 12 })?.range).toEqual({ start: 5, end: 12 });
    expect(scanObject(body, { start: 6, end: 12 })).toBeUndefined();
  });
});

describe('spliceBytes', () => {
  it('replaces and inserts, in any order of the edits', () => {
    const edits = [
      { start: 6, end: 11, replacement: 'wörld' },
      { start: 0, end: 0, replacement: '> ' },
    ];
    expect(textOf(spliceBytes(bytesOf('hello there'), edits))).toBe('> hello wörld');
  });

  it('refuses edits that overlap', () => {
    const edit = { start: 0, end: 2, replacement: '' };
    expect(() => spliceBytes(bytesOf('abc'), [edit, { ...edit, start: 1 }])).toThrow(RangeError);
  });
});
