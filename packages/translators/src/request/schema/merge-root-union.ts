import { isJsonObject, type Json, type JsonObject } from '@gateway/spec';

const unionKeys = ['anyOf', 'oneOf', 'allOf'] as const;
const emptyObjectSchema: JsonObject = { type: 'object', properties: {} };

/**
 * Makes the root of a tool schema one plain object, as Anthropic and OpenAI demand: branches of
 * root `anyOf`, `oneOf` and `allOf` are merged. Of alternatives a property stays required only if
 * every branch requires it; a property that differs between alternatives becomes an `anyOf`.
 *
 * @returns the same object where the root was plain already; an empty object schema in place of
 * anything that is no schema of an object
 * @throws never
 */
export function mergeRootUnion(schema: Json): Json {
  if (!isJsonObject(schema)) return emptyObjectSchema;
  const merged = unionKeys.reduce(mergeUnion, schema);
  if (merged['type'] === 'object') return merged;
  const { type: _, ...rest } = merged;
  return { type: 'object', ...rest };
}

function mergeUnion(schema: JsonObject, key: (typeof unionKeys)[number]): JsonObject {
  const branches = schema[key];
  if (!Array.isArray(branches)) return schema;
  const { [key]: _, ...root } = schema;
  const objects = branches.filter(isJsonObject).map((branch) => resolveLocal(branch, schema));
  const properties = mergeProperties([root, ...objects], key === 'allOf');
  const required = mergeRequired(root, objects, key === 'allOf');
  return {
    ...root,
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
  };
}

/** Follows one `$ref` into the root's own definitions; merging needs what it points at. */
function resolveLocal(branch: JsonObject, root: JsonObject): JsonObject {
  const reference = branch['$ref'];
  if (typeof reference !== 'string') return branch;
  const match = /^#\/(\$defs|definitions)\/([^/]+)$/.exec(reference);
  const pool = match?.[1] === undefined ? undefined : root[match[1]];
  const found = isJsonObject(pool) && match?.[2] !== undefined ? pool[match[2]] : undefined;
  return isJsonObject(found) ? found : branch;
}

function mergeProperties(schemas: readonly JsonObject[], all: boolean): JsonObject {
  // Variants of a property by their text, so that equal ones are found without comparing all.
  const merged = new Map<string, Map<string, Json>>();
  for (const schema of schemas) {
    const properties = schema['properties'];
    for (const [name, value] of Object.entries(isJsonObject(properties) ? properties : {})) {
      const variants = merged.get(name) ?? new Map<string, Json>();
      variants.set(JSON.stringify(value), value);
      merged.set(name, variants);
    }
  }
  const combine = (variants: ReadonlyMap<string, Json>): Json => {
    const [first, ...others] = variants.values();
    if (first !== undefined && others.length === 0) return first;
    return { [all ? 'allOf' : 'anyOf']: [...variants.values()] };
  };
  return Object.fromEntries([...merged].map(([name, variants]) => [name, combine(variants)]));
}

function mergeRequired(
  root: JsonObject,
  branches: readonly JsonObject[],
  all: boolean,
): readonly string[] {
  const sets = branches.map((branch) => new Set(requiredOf(branch)));
  const [first = new Set<string>(), ...others] = sets;
  const shared = all
    ? sets.flatMap((set) => [...set])
    : [...first].filter((name) => others.every((set) => set.has(name)));
  return [...new Set([...requiredOf(root), ...shared])];
}

function requiredOf(schema: JsonObject): readonly string[] {
  const required = schema['required'];
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
}
