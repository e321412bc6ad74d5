/**
 * A JSON value. Numbers that a double cannot hold are kept as {@link RawJsonNumber}, so that
 * nothing the gateway carries is rounded.
 */
export type Json = null | boolean | number | string | RawJsonNumber | readonly Json[] | JsonObject;

/** A JSON object; a key that is absent and a key that is `null` mean different things. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * A number kept as its source text, in the shape of ECMAScript's `JSON.rawJSON`, which
 * `JSON.stringify` writes verbatim.
 *
 * @source ECMA-262 "JSON.parse source text access" (stage 4)
 */
export interface RawJsonNumber {
  /** The number exactly as it was written, e.g. `"12345678901234567890"`. */
  readonly rawJSON: string;
}

/**
 * JSON that travels as text until somebody needs the value: tool arguments above all, which may be
 * invalid while they stream and must come out byte for byte as they went in.
 */
export interface JsonText {
  /** The text as it was received; empty when the sender sent no arguments at all. */
  readonly text: string;
}

/**
 * Tells whether a value is a JSON object (not `null`, not an array, not a raw number).
 *
 * @throws never
 */
export function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawJsonNumber(value)
  );
}

/**
 * Tells whether a value is a list, without widening its items to `any` as `Array.isArray` does.
 *
 * @throws never
 */
export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/**
 * Tells whether a value is a number kept as text.
 *
 * @throws never
 */
export function isRawJsonNumber(value: unknown): value is RawJsonNumber {
  // `JSON.rawJSON` objects have a null prototype, which tells them from a client's own key "rawJSON".
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === null &&
    Object.isFrozen(value) &&
    'rawJSON' in value
  );
}
