import { isJsonObject, type JsonObject } from '@gateway/spec';

/**
 * Tells whether a schema describes objects: by its type, or by having properties.
 *
 * @throws never
 */
export function isObjectSchema(schema: JsonObject): boolean {
  const type = schema['type'];
  if (type === undefined) return isJsonObject(schema['properties']);
  return type === 'object' || (Array.isArray(type) && type.includes('object'));
}
