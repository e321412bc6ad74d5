import type { Json, JsonObject } from '@gateway/spec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMissingProperties } from './add-missing-properties.ts';
import { toAnthropicFormatSchema } from './anthropic-format.ts';
import { mapSchema } from './map-schema.ts';
import { mergeRootUnion } from './merge-root-union.ts';
import { isOpenAiStrictSchema, toOpenAiStrictSchema } from './openai-strict.ts';

/** Schemas and other JSON that stands where a schema should. */
const { schema: anySchema } = fc.letrec<{ schema: Json }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<Json>(true, null, 'x', {}, { type: 'string' }, { $ref: '#/$defs/a' }),
    fc.record(
      {
        type: fc.constantFrom('object', 'array', 'string', 'null'),
        properties: fc.dictionary(fc.constantFrom('a', 'b', 'oneOf', 'type'), tie('schema')),
        required: fc.constantFrom<Json>(['a'], ['zzz', 'b'], 'a', []),
        items: tie('schema'),
        anyOf: fc.array(tie('schema'), { maxLength: 3 }),
        oneOf: fc.array(tie('schema'), { maxLength: 3 }),
        allOf: fc.array(tie('schema'), { maxLength: 3 }),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
        minimum: fc.integer(),
        description: fc.string(),
        $defs: fc.dictionary(fc.constantFrom('a'), tie('schema')),
      },
      { requiredKeys: [] },
    ),
  ),
}));

describe('schemas', () => {
  test('A12: get properties at every level of type object', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'array', items: { type: 'object' } }, b: { $ref: '#/$defs/c' } },
      $defs: { c: { anyOf: [{ type: 'object' }, { type: 'null' }] } },
    };
    expect(addMissingProperties(schema)).toEqual({
      type: 'object',
      properties: {
        a: { type: 'array', items: { type: 'object', properties: {} } },
        b: { $ref: '#/$defs/c' },
      },
      $defs: { c: { anyOf: [{ type: 'object', properties: {} }, { type: 'null' }] } },
    });
    expect(addMissingProperties({ type: 'object' })).toEqual({ type: 'object', properties: {} });
  });

  test('keep key order and numbers that a double cannot hold', () => {
    const big = Object.freeze(
      Object.assign(Object.create(null), { rawJSON: '12345678901234567890' }),
    );
    const schema = { type: 'object', zeta: 1, properties: { b: { maximum: big }, a: {} } };
    const cleaned = addMissingProperties({ items: { type: 'object' }, ...schema });
    expect(Object.keys(cleaned as JsonObject)).toEqual(['items', 'type', 'zeta', 'properties']);
    expect(JSON.stringify(cleaned)).toContain('"b":{"maximum":');
    expect((cleaned as { properties: { b: { maximum: unknown } } }).properties.b.maximum).toBe(big);
  });

  test('keep properties that bear the name of a keyword', () => {
    const schema = {
      type: 'object',
      properties: { pattern: { type: 'string' }, oneOf: { type: 'object', properties: {} } },
      additionalProperties: false,
    };
    expect(toAnthropicFormatSchema(schema)).toEqual({
      ...schema,
      properties: {
        pattern: { type: 'string' },
        oneOf: { type: 'object', properties: {}, additionalProperties: false },
      },
    });
  });

  test('C10: a root union becomes one object', () => {
    expect(
      mergeRootUnion({
        anyOf: [
          {
            type: 'object',
            properties: { a: { type: 'string' }, k: { const: 1 } },
            required: ['a', 'k'],
          },
          { $ref: '#/$defs/other' },
        ],
        $defs: {
          other: { type: 'object', properties: { b: {}, k: { const: 2 } }, required: ['k'] },
        },
      }),
    ).toEqual({
      type: 'object',
      properties: { a: { type: 'string' }, k: { anyOf: [{ const: 1 }, { const: 2 }] }, b: {} },
      required: ['k'],
      $defs: { other: { type: 'object', properties: { b: {}, k: { const: 2 } }, required: ['k'] } },
    });
  });

  test('C10: of a root allOf every branch counts', () => {
    expect(
      mergeRootUnion({
        type: 'object',
        properties: { a: {} },
        required: ['a'],
        allOf: [{ properties: { b: {} }, required: ['b'] }, { properties: { c: {} } }],
      }),
    ).toEqual({
      type: 'object',
      properties: { a: {}, b: {}, c: {} },
      required: ['a', 'b'],
    });
  });

  test('C10: what is no schema of an object becomes one', () => {
    expect(mergeRootUnion({})).toEqual({ type: 'object' });
    expect(mergeRootUnion(true)).toEqual({ type: 'object', properties: {} });
    const fit = { type: 'object', properties: {} };
    expect(mergeRootUnion(fit)).toBe(fit);
  });

  test('for OpenAI’s strict mode are closed, with all properties required', () => {
    const schema = {
      type: 'object',
      properties: {
        a: { type: 'string' },
        b: { enum: ['x'] },
        c: { oneOf: [{ type: 'object', properties: {} }, { type: 'string' }] },
      },
      required: ['a'],
    };
    expect(toOpenAiStrictSchema(schema)).toEqual({
      type: 'object',
      properties: {
        a: { type: 'string' },
        b: { anyOf: [{ enum: ['x'] }, { type: 'null' }] },
        c: {
          anyOf: [
            {
              anyOf: [
                { type: 'object', properties: {}, required: [], additionalProperties: false },
                { type: 'string' },
              ],
            },
            { type: 'null' },
          ],
        },
      },
      required: ['a', 'b', 'c'],
      additionalProperties: false,
    });
  });

  test('C17: for Anthropic’s format have their constraints in words', () => {
    expect(
      toAnthropicFormatSchema({
        type: 'object',
        properties: {
          n: { type: 'integer', description: 'A number.', minimum: 1, exclusiveMaximum: 9 },
          s: { type: 'string', pattern: '^a$', maxLength: 3 },
          l: { type: 'array', minItems: 1, maxItems: 5, items: { oneOf: [{}, {}] } },
        },
      }),
    ).toEqual({
      type: 'object',
      properties: {
        n: { type: 'integer', description: 'A number. (at least 1, less than 9)' },
        s: { type: 'string', description: '(matching the pattern ^a$, maximum length 3)' },
        l: {
          type: 'array',
          minItems: 1,
          items: { anyOf: [{}, {}] },
          description: '(maximum number of items 5)',
        },
      },
      additionalProperties: false,
    });
  });

  test('are cleaned once and for all', () => {
    fc.assert(
      fc.property(anySchema, (schema) => {
        for (const clean of [addMissingProperties, mergeRootUnion, toAnthropicFormatSchema]) {
          const once = clean(schema);
          expect(clean(once)).toEqual(once);
        }
        expect(isOpenAiStrictSchema(toOpenAiStrictSchema(schema))).toBe(true);
      }),
    );
  });

  test('of any depth are walked without harm', () => {
    let schema: Json = { type: 'object' };
    for (let depth = 0; depth < 5000; depth += 1) schema = { items: schema };
    expect(mapSchema(schema, (node) => node)).toBe(schema);
  });
});
