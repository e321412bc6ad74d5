import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@gateway/spec';
import { isObjectSchema } from './is-object-schema.ts';
import { mapSchema } from './map-schema.ts';

/**
 * Makes a schema fit for OpenAI's strict mode: every object closed, every property required, and
 * what was optional before may be null instead. `oneOf` becomes `anyOf`.
 *
 * @returns the same object where the schema was fit already
 * @throws never
 * @source OpenAI guide "Structured outputs", supported schemas
 */
export function toOpenAiStrictSchema(schema: Json): Json {
  return mapSchema(schema, (node) => closeObject(oneOfToAnyOf(node)));
}

/**
 * Tells whether a schema is fit for OpenAI's strict mode as it is.
 *
 * @throws never
 */
export function isOpenAiStrictSchema(schema: Json): boolean {
  return toOpenAiStrictSchema(schema) === schema;
}

/**
 * Replaces `oneOf` by `anyOf`, which says nearly the same and is understood in more places.
 *
 * @returns the same object where there is no `oneOf`
 * @throws never
 */
export function oneOfToAnyOf(node: JsonObject): JsonObject {
  if (!isJsonArray(node['oneOf'])) return node;
  const entries = Object.entries(node).filter(([key]) => key !== 'anyOf');
  const already = isJsonArray(node['anyOf']) ? node['anyOf'] : [];
  return Object.fromEntries(
    entries.map(([key, value]): [string, Json] =>
      key === 'oneOf' && isJsonArray(value) ? ['anyOf', [...already, ...value]] : [key, value],
    ),
  );
}

function closeObject(node: JsonObject): JsonObject {
  if (!isObjectSchema(node)) return node;
  const properties = isJsonObject(node['properties']) ? node['properties'] : {};
  const names = Object.keys(properties);
  const given = Array.isArray(node['required']) ? node['required'] : [];
  const required = new Set(given);
  const optional = new Set(names.filter((name) => !required.has(name)));
  const closed = node['additionalProperties'] === false;
  const stray = given.some((name) => typeof name !== 'string' || !Object.hasOwn(properties, name));
  if (closed && optional.size === 0 && !stray && isJsonObject(node['properties'])) return node;
  return {
    ...node,
    properties: nullable(properties, optional),
    required: names,
    additionalProperties: false,
  };
}

function nullable(properties: JsonObject, optional: ReadonlySet<string>): JsonObject {
  const allow = (schema: Json): Json => {
    if (!isJsonObject(schema)) return schema;
    const type = schema['type'];
    const plain = schema['enum'] === undefined && schema['const'] === undefined;
    if (typeof type === 'string' && type !== 'null' && plain) {
      return { ...schema, type: [type, 'null'] };
    }
    return { anyOf: [schema, { type: 'null' }] };
  };
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      optional.has(name) ? allow(schema) : schema,
    ]),
  );
}
