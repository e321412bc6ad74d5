import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../bytes/concat-bytes.ts';
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

  it('keep keys apart that V8 confuses, whatever texts came before', () => {
    const name = fc.constantFrom(
      '\\',
      '\\u0',
      '\\n',
      '\n',
      'été',
      '"',
      'a',
      '\ud800',
      'model',
      '__proto__',
    );
    const escape = (key: string): string =>
      `"${Array.from({ length: key.length }, (_, at) => `\\u${key.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`;
    const member = fc.tuple(name, fc.boolean());
    fc.assert(
      fc.property(fc.array(member, { minLength: 1, maxLength: 5 }), (members) => {
        const keys = members.map(([key, escaped]) => (escaped ? escape(key) : JSON.stringify(key)));
        const value = parseJson(`{${keys.map((key) => `${key}: 1`).join()}}`);
        const names = members.map(([key]) => key);
        expect(Object.keys(value ?? {})).toEqual([...new Set(names)]);
        expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      }),
      { numRuns: 2_000 },
    );
  });

  it('read texts with escaped keys as any other text, numbers included', () => {
    const text =
      '{"\\u0061" : [1.5, -0, 12345678901234567890, true, null, "\\"]}" ,{} , [ ]] ,"b":{}}';
    expect(stringifyJson(parseJson(text))).toBe(
      '{"a":[1.5,0,12345678901234567890,true,null,"\\"]}",{},[]],"b":{}}',
    );
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, '\t'), (value, space) => {
        const written = JSON.stringify({ value }, null, space).replace('value', '\\u0076alue');
        expect(parseJson(written)).toEqual(JSON.parse(JSON.stringify({ value })));
      }),
    );
  });

  it('keep a member named __proto__ a member', () => {
    for (const key of ['__proto__', '__prot\\u006f__']) {
      const value = parseJson(`{"${key}":{"polluted":12345678901234567890}}`);
      expect(Object.keys(value ?? {})).toEqual(['__proto__']);
      expect(value).not.toHaveProperty('polluted');
      expect(stringifyJson(value)).toBe('{"__proto__":{"polluted":12345678901234567890}}');
    }
  });

  it.each(['[', '{"a":', '[12345678901234567890,', '{"\\u0061":'])(
    'take 512 levels of %s and refuse more, however many',
    (opening) => {
      const closing = opening.startsWith('[') ? ']' : '}';
      const nest = (depth: number) => `${opening.repeat(depth)}0${closing.repeat(depth)}`;
      expect(stringifyJson(parseJson(nest(512)))).toContain('0');
      for (const depth of [513, 100_000]) {
        expect(() => parseJson(nest(depth))).toThrow(
          expect.objectContaining({
            code: 'invalid_request',
            message: 'The body nests arrays and objects deeper than 512 levels.',
          }),
        );
      }
    },
  );

  it('count no brackets inside strings as levels', () => {
    const text = JSON.stringify({ ['[{'.repeat(600)]: `${'\\"'.repeat(600)}${'['.repeat(600)}` });
    expect(stringifyJson(parseJson(text))).toBe(text);
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

  it('accepts exactly what JSON.parse accepts among odd tokens and broken UTF-8', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '"a"',
      '"\\ud800"',
      '"\\x"',
      '\\',
      '\\u12',
      '-',
      '-0',
      '01',
      '1.',
      '.5',
      '1E+',
      '1e-400',
      'nul',
      'true',
      'NaN',
      ' ',
      '\t',
      '\u00a0',
      '\0',
      '"\u001f"',
    );
    const text = fc.array(token, { maxLength: 10 }).map((tokens) => bytesOf(tokens.join('')));
    const value = fc.oneof(text, fc.uint8Array({ maxLength: 12 }));
    fc.assert(
      fc.property(value, fc.constantFrom('', '"'), (inner, edge) => {
        const body = concatBytes([bytesOf(`{"a":${edge}`), inner, bytesOf(`${edge}}`)]);
        expect(scanTopLevel(body) !== undefined).toBe(isObjectText(textOf(body)));
      }),
      { numRuns: 5_000 },
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

describe('the depth of a scan', () => {
  it.each([
    ['{}', 1],
    ['{"a":1}', 1],
    ['{"a":[]}', 2],
    ['{"a":{},"b":[[1],{}],"c":2}', 3],
    ['{"a":"[[["}', 1],
    [`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 10_001],
  ])('of %.30s is %i', (text, depth) => {
    expect(scanTopLevel(bytesOf(text))?.depth).toBe(depth);
  });
});

describe('spliceBytes', () => {
  it('inserts in front of what is replaced at the same place, in any order of the edits', () => {
    const [insert, replace] = [
      { start: 1, end: 1, replacement: '>' },
      { start: 1, end: 3, replacement: 'X' },
    ];
    expect(textOf(spliceBytes(bytesOf('abcd'), [replace, insert]))).toBe('a>Xd');
    expect(textOf(spliceBytes(bytesOf('abcd'), [insert, replace]))).toBe('a>Xd');
  });

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
