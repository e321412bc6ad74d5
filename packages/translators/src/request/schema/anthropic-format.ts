import { isJsonObject, type Json, type JsonObject } from '@gateway/spec';
import { isObjectSchema } from './is-object-schema.ts';
import { mapSchema } from './map-schema.ts';
import { oneOfToAnyOf } from './openai-strict.ts';

/** Constraints that the Anthropic format refuses, and how to say them in words. */
const constraints: Readonly<Record<string, string>> = {
  minimum: 'at least',
  maximum: 'at most',
  exclusiveMinimum: 'greater than',
  exclusiveMaximum: 'less than',
  multipleOf: 'a multiple of',
  minLength: 'minimum length',
  maxLength: 'maximum length',
  pattern: 'matching the pattern',
  maxItems: 'maximum number of items',
  minItems: 'minimum number of items',
  uniqueItems: 'unique items',
  minProperties: 'minimum number of properties',
  maxProperties: 'maximum number of properties',
};

/**
 * Makes a schema fit for Anthropic's `output_config.format`: constraints on numbers, lengths and
 * patterns move into the description, `oneOf` becomes `anyOf`, objects are closed.
 *
 * @returns the same object where the schema was fit already
 * @throws never
 * @source Anthropic "Structured outputs", JSON Schema limitations
 */
export function toAnthropicFormatSchema(schema: Json): Json {
  return mapSchema(schema, (node) => closeObject(describeConstraints(oneOfToAnyOf(node))));
}

function closeObject(node: JsonObject): JsonObject {
  if (!isObjectSchema(node) || node['additionalProperties'] === false) return node;
  return { ...node, additionalProperties: false };
}

function describeConstraints(node: JsonObject): JsonObject {
  const entries = Object.entries(node);
  const stated = entries.filter(([key, value]) => isRefused(key, value));
  if (stated.length === 0) return node;
  const words = stated.map(([key, value]) => `${constraints[key]} ${toWords(value)}`).join(', ');
  const before = typeof node['description'] === 'string' ? `${node['description']} ` : '';
  return {
    ...Object.fromEntries(entries.filter(([key, value]) => !isRefused(key, value))),
    description: `${before}(${words})`,
  };
}

function isRefused(key: string, value: Json): boolean {
  // A list may be demanded to be non-empty; other minimum counts are refused.
  if (key === 'minItems' && (value === 0 || value === 1)) return false;
  return Object.hasOwn(constraints, key) && !isJsonObject(value);
}

function toWords(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
