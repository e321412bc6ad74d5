import { isJsonObject, type Json, type JsonObject } from '@gateway/spec';

/** Reads a list; anything else is an empty one. */
export const toList = (value: Json | undefined): readonly Json[] =>
  // `Array.isArray` narrows a readonly array to `any[]`, so its verdict is stated again.
  Array.isArray(value) ? (value as readonly Json[]) : [];

/** Reads the objects of a list. */
export const toObjects = (value: Json | undefined): JsonObject[] =>
  toList(value).filter((item) => isJsonObject(item));

/** Reads an object; anything else is an empty one. */
export const toObject = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** Reads a string; anything else is an empty one. */
export const toText = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** Reads the text of a content value: a string, or a list of parts of which the texts count. */
export const toContentText = (content: Json | undefined): string =>
  typeof content === 'string'
    ? content
    : toObjects(content)
        .map((part) => toText(part['text']) || toContentText(part['content']))
        .filter((text) => text !== '')
        .join('\n');

/** Reads one string or a list of strings. */
export const toStrings = (value: Json | undefined): string[] =>
  (typeof value === 'string' ? [value] : toList(value)).filter((item) => typeof item === 'string');
