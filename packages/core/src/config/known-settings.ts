import type { z } from 'zod';

type AnySchema = z.core.$ZodType;

/**
 * Lists what may stand below a place of a schema.
 *
 * @param path - keys and list positions from the top of `schema`
 * @returns the names of settings that the object there knows; empty where it takes any name
 * @throws never
 */
export function knownSettings(schema: AnySchema, path: readonly PropertyKey[]): string[] {
  let at: AnySchema[] = [schema];
  for (const step of path) at = at.flatMap((current) => childSchemas(unwrap(current), step));
  return at.flatMap((current) => shapeKeys(unwrap(current)));
}

function shapeKeys(schema: AnySchema): string[] {
  if (isKind(schema, 'union')) {
    return schema._zod.def.options.flatMap((option) => shapeKeys(unwrap(option)));
  }
  return isKind(schema, 'object') ? Object.keys(schema._zod.def.shape) : [];
}

function childSchemas(schema: AnySchema, step: PropertyKey): AnySchema[] {
  if (isKind(schema, 'object')) {
    const child = schema._zod.def.shape[String(step)];
    return child ? [child] : [];
  }
  if (isKind(schema, 'record')) return [schema._zod.def.valueType];
  if (isKind(schema, 'array')) return [schema._zod.def.element];
  if (isKind(schema, 'union')) {
    return schema._zod.def.options.flatMap((option) => childSchemas(unwrap(option), step));
  }
  return [];
}

function unwrap(schema: AnySchema): AnySchema {
  return isKind(schema, 'optional') ? unwrap(schema._zod.def.innerType) : schema;
}

interface Kinds {
  object: z.core.$ZodObject;
  record: z.core.$ZodRecord;
  array: z.core.$ZodArray;
  union: z.core.$ZodUnion;
  optional: z.core.$ZodOptional;
}

function isKind<Kind extends keyof Kinds>(schema: AnySchema, kind: Kind): schema is Kinds[Kind] {
  return schema._zod.def.type === kind;
}
