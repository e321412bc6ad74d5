import { isJsonObject, type Json, type JsonObject } from '@gateway/spec';

const schemaKeys = new Set([
  'additionalProperties',
  'additionalItems',
  'contains',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
]);
const schemaListKeys = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items']);
const schemaMapKeys = new Set([
  '$defs',
  'definitions',
  'dependentSchemas',
  'patternProperties',
  'properties',
]);

/** Schemas nested deeper than this are left as they are. */
const maxDepth = 100;

/**
 * Rewrites a JSON Schema from the leaves up. Only positions that hold schemas are visited, so
 * properties that merely bear the name of a keyword stay; key order and numbers stay.
 *
 * @param rewrite - gets every schema object, its inner schemas already rewritten
 * @returns the same object where nothing changed
 * @throws whatever `rewrite` throws
 */
export function mapSchema(
  schema: Json,
  rewrite: (schema: JsonObject) => JsonObject,
  depth = 0,
): Json {
  if (!isJsonObject(schema) || depth > maxDepth) return schema;
  const inner = (value: Json): Json => mapSchema(value, rewrite, depth + 1);
  return rewrite(mapValues(schema, (value, key) => mapMember(key, value, inner)));
}

function mapMember(key: string, value: Json, inner: (value: Json) => Json): Json {
  if (schemaListKeys.has(key) && Array.isArray(value)) return mapArray(value, inner);
  if (schemaMapKeys.has(key) && isJsonObject(value)) return mapValues(value, inner);
  return schemaKeys.has(key) ? inner(value) : value;
}

function mapArray(values: readonly Json[], map: (value: Json) => Json): readonly Json[] {
  const mapped = values.map(map);
  return mapped.every((value, at) => value === values[at]) ? values : mapped;
}

function mapValues(object: JsonObject, map: (value: Json, key: string) => Json): JsonObject {
  const entries = Object.entries(object);
  const mapped = entries.map(([key, value]) => [key, map(value, key)] as const);
  const same = mapped.every(([, value], at) => value === entries[at]?.[1]);
  return same ? object : Object.fromEntries(mapped);
}
