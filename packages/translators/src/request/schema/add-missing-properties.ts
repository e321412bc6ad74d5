import type { Json, JsonObject } from '@gateway/spec';
import { mapSchema } from './map-schema.ts';

/**
 * Gives every schema of type object a `properties` member, because OpenAI refuses tools without.
 *
 * @returns the same object where nothing was missing
 * @throws never
 */
export function addMissingProperties(schema: Json): Json {
  return mapSchema(schema, (node) =>
    node['type'] === 'object' && node['properties'] === undefined && node['$ref'] === undefined
      ? withProperties(node)
      : node,
  );
}

function withProperties(node: JsonObject): JsonObject {
  return { ...node, properties: {} };
}
