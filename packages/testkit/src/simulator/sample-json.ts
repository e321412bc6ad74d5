import type { Json, JsonObject } from '@gateway/spec';
import { toList, toObject, toObjects } from './read-json.ts';

/** Deeper schemas are almost surely recursive ones. */
const maxDepth = 8;

const samples: Readonly<Record<string, Json>> = {
  string: 'example',
  integer: 1,
  number: 1,
  boolean: true,
  null: null,
};

const followReference = (schema: JsonObject, root: JsonObject): JsonObject => {
  const reference = schema['$ref'];
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return schema;
  let found: JsonObject = root;
  for (const step of reference.slice(2).split('/')) found = toObject(found[step]);
  return found;
};

const sampleObject = (schema: JsonObject, root: JsonObject, depth: number): JsonObject => {
  const properties = toObject(schema['properties']);
  const required = new Set(toList(schema['required']));
  const sample: Record<string, Json> = {};
  for (const [name, property] of Object.entries(properties)) {
    if (required.has(name)) sample[name] = sampleJson(toObject(property), root, depth + 1);
  }
  return sample;
};

/**
 * Makes up a value that fits a JSON schema: required properties only, the first of every choice.
 *
 * @param schema - the schema; keywords that bound strings and numbers are not looked at
 * @param root - where `#/…` references start
 * @returns always the same value for the same schema
 * @throws never
 */
export function sampleJson(schema: JsonObject, root: JsonObject = schema, depth = 0): Json {
  const own = followReference(schema, root);
  const given = [own['const'], ...toList(own['enum']), own['default'], ...toList(own['examples'])];
  const first = given.find((value) => value !== undefined);
  if (first !== undefined) return first;
  const choice = toObjects(own['anyOf'] ?? own['oneOf'] ?? own['allOf'])[0];
  if (choice && depth < maxDepth) return sampleJson(choice, root, depth + 1);
  const type = toList(own['type'])[0] ?? own['type'] ?? 'object';
  if (type === 'array') {
    return depth < maxDepth ? [sampleJson(toObject(own['items']), root, depth + 1)] : [];
  }
  if (type === 'object') return depth < maxDepth ? sampleObject(own, root, depth) : {};
  return typeof type === 'string' ? (samples[type] ?? null) : null;
}
