import type { Json, JsonObject } from '@gateway/spec';
import { toList, toObject, toObjects } from './read-json.ts';

/** Deeper schemas are almost surely recursive ones. */
const maxDepth = 8;

/** A schema that refers to itself several times grows by that factor per level. */
const maxValues = 1_000;

const samples: ReadonlyMap<Json | undefined, Json> = new Map<Json | undefined, Json>([
  ['string', 'example'],
  ['integer', 1],
  ['number', 1],
  ['boolean', true],
]);

const ownMember = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

class Sampler {
  readonly #root: JsonObject;
  #valueCount = 0;

  constructor(root: JsonObject) {
    this.#root = root;
  }

  sample(schema: JsonObject, depth: number): Json {
    const own = this.#followReference(schema);
    const given = [
      own['const'],
      ...toList(own['enum']),
      own['default'],
      ...toList(own['examples']),
    ];
    const first = given.find((value) => value !== undefined);
    if (first !== undefined) return first;
    this.#valueCount += 1;
    const mayGrow = depth < maxDepth && this.#valueCount < maxValues;
    const choice = toObjects(own['anyOf'] ?? own['oneOf'] ?? own['allOf'])[0];
    if (choice && mayGrow) return this.sample(choice, depth + 1);
    const type = toList(own['type'])[0] ?? own['type'] ?? 'object';
    if (type === 'array') return mayGrow ? [this.sample(toObject(own['items']), depth + 1)] : [];
    if (type === 'object') return mayGrow ? this.#sampleObject(own, depth) : {};
    return samples.get(type) ?? null;
  }

  #sampleObject(schema: JsonObject, depth: number): JsonObject {
    const required = new Set(toList(schema['required']));
    return Object.fromEntries(
      Object.entries(toObject(schema['properties']))
        .filter(([name]) => required.has(name))
        .map(([name, property]) => [name, this.sample(toObject(property), depth + 1)]),
    );
  }

  #followReference(schema: JsonObject): JsonObject {
    const reference = schema['$ref'];
    if (typeof reference !== 'string' || !reference.startsWith('#/')) return schema;
    let found = this.#root;
    for (const step of reference.slice(2).split('/')) found = toObject(ownMember(found, step));
    return found;
  }
}

/**
 * Makes up a value that fits a JSON schema: required properties only, the first of every choice.
 *
 * @param schema - the schema, where its `#/…` references start too; keywords that bound strings and
 *   numbers are not looked at
 * @returns always the same value for the same schema; recursive schemas are cut short
 * @throws never
 */
export function sampleJson(schema: JsonObject): Json {
  return new Sampler(schema).sample(schema, 0);
}
