import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  type Media,
  type Part,
} from '@gateway/spec';
import { takeCacheMark } from './cache-mark.ts';
import { parseDataUrl } from './data-url.ts';
import { createReader, type FormHints, type Reader, type ReadScope, wrongType } from './reader.ts';
import { ownDialect } from './wire.ts';

/**
 * Reads one part of a message's content. Parts of an unknown kind become `unknown` parts, which
 * chat encoders give back verbatim.
 *
 * @throws `GatewayError` `invalid_request` in strict scopes
 */
export function decodePart(value: Json, scope: ReadScope): Part {
  if (typeof value === 'string') return bareText(value, scope);
  if (!isJsonObject(value)) {
    if (scope.strict) throw wrongType(scope.path, 'an object', value);
    return bareText(JSON.stringify(value), scope);
  }
  const { type } = value;
  const read = typeof type === 'string' && Object.hasOwn(readers, type) ? readers[type] : undefined;
  const reader = createReader(value, scope);
  return read?.(reader) ?? unknownPart(value, scope);
}

/**
 * Wraps an object that the decoder does not know.
 *
 * @param slot - the list it sits in, where that is not the content
 * @throws never
 */
export function unknownPart(value: JsonObject, scope: ReadScope, slot?: string): Part {
  const form = slot === undefined ? {} : { form: { slot } };
  const wire = { dialect: ownDialect, path: scope.path, ...form } as const;
  return { type: 'unknown', dialect: ownDialect, value, wire };
}

function bareText(text: string, { path }: ReadScope): Part {
  return { type: 'text', text, wire: { dialect: ownDialect, path, form: { as: 'string' } } };
}

/** Reads a part of one kind; `undefined` = it lacks what makes it one. */
type PartReader = (reader: Reader) => Part | undefined;

const readers: Readonly<Record<string, PartReader>> = {
  text: readText,
  image_url: readImage,
  input_audio: readAudio,
  file: readFile,
  video_url: readVideo,
  refusal: readRefusal,
  thinking: readThinking,
};

/** What every part has besides its own members; read last, because it takes the rest. */
function common(reader: Reader, form?: FormHints): Pick<Part, 'cache' | 'wire'> {
  reader.any('type');
  const cache = takeCacheMark(reader);
  return { ...(cache && { cache }), wire: reader.notes(form) };
}

function readText(reader: Reader): Part | undefined {
  const text = reader.string('text');
  if (text === undefined) {
    if (reader.scope.strict) throw wrongType(reader.at('text'), 'a string', reader.peek('text'));
    return undefined;
  }
  return { type: 'text', text, ...common(reader) };
}

/** Reads `{ url }` or, as some clients write it, the bare address. */
function readAddress(reader: Reader, key: string): { url: string; child?: Reader } | undefined {
  const bare = reader.peek(key);
  if (typeof bare === 'string') {
    reader.any(key);
    return { url: bare };
  }
  const child = reader.child(key);
  const url = child?.string('url');
  if (child === undefined || url === undefined) {
    if (reader.scope.strict) throw wrongType(reader.at(`${key}.url`), 'a string', undefined);
    return undefined;
  }
  return { url, child };
}

function toMedia(url: string): Media {
  const data = parseDataUrl(url);
  return data ? { source: 'inline', ...data } : { source: 'url', url };
}

function readImage(reader: Reader): Part | undefined {
  const address = readAddress(reader, 'image_url');
  if (!address) return undefined;
  const detail = address.child?.oneOf('detail', ['low', 'high', 'auto', 'original']);
  return {
    type: 'image',
    media: toMedia(address.url),
    ...(detail !== undefined && { detail }),
    ...common(reader, { url: address.child ? undefined : 'bare' }),
  };
}

function readVideo(reader: Reader): Part | undefined {
  const address = readAddress(reader, 'video_url');
  if (!address) return undefined;
  const form = { url: address.child ? undefined : 'bare' };
  return { type: 'video', media: toMedia(address.url), ...common(reader, form) };
}

const toAudioType = (format: string): string => `audio/${format === 'mp3' ? 'mpeg' : format}`;

function readAudio(reader: Reader): Part | undefined {
  const child = reader.child('input_audio');
  const data = child?.string('data');
  if (child === undefined || data === undefined) return undefined;
  const format = child.string('format');
  const mediaType = format === undefined ? '' : toAudioType(format);
  return { type: 'audio', media: { source: 'inline', mediaType, base64: data }, ...common(reader) };
}

function readFile(reader: Reader): Part | undefined {
  const child = reader.child('file');
  const filename = child?.string('filename');
  const source = child && readFileSource(child, filename);
  if (!source) return undefined;
  return {
    type: 'file',
    media: source.media,
    ...(filename !== undefined && { filename }),
    ...common(reader, source.form),
  };
}

function readFileSource(
  file: Reader,
  filename: string | undefined,
): { readonly media: Media; readonly form?: FormHints } | undefined {
  const id = file.string('file_id');
  if (id !== undefined) return { media: { source: 'file-id', owner: 'openai', id } };
  const data = file.string('file_data');
  if (data === undefined) return undefined;
  if (/^(https?|data):/.test(data)) return { media: toMedia(data) };
  const mediaType = guessType(data, filename);
  return { media: { source: 'inline', mediaType, base64: data }, form: { data: 'bare' } };
}

function guessType(base64: string, filename = ''): string {
  const isPdf = base64.startsWith('JVBERi0') || filename.toLowerCase().endsWith('.pdf');
  return isPdf ? 'application/pdf' : '';
}

function readRefusal(reader: Reader): Part | undefined {
  const text = reader.string('refusal');
  if (text === undefined) return undefined;
  return { type: 'refusal', text, ...common(reader, { slot: 'content' }) };
}

/** Mistral's form of reasoning: a part of the content that holds text parts. */
function readThinking(reader: Reader): Part | undefined {
  const text = readThinkingText(reader);
  if (text === undefined) return undefined;
  const { words, as } = text;
  const form = { slot: 'content', as };
  return { type: 'reasoning', text: words, seals: [], visibility: 'full', ...common(reader, form) };
}

function readThinkingText(reader: Reader): { words: string; as: string } | undefined {
  const value = reader.peek('thinking');
  const only = isJsonArray(value) && value.length === 1 ? value[0] : undefined;
  const words = typeof value === 'string' ? value : isTextOnly(only) ? only.text : undefined;
  if (words === undefined) return undefined;
  reader.any('thinking');
  return { words, as: typeof value === 'string' ? 'string' : 'list' };
}

function isTextOnly(value: unknown): value is { readonly type: 'text'; readonly text: string } {
  if (!isJsonObject(value) || Object.keys(value).length !== 2) return false;
  return value['type'] === 'text' && typeof value['text'] === 'string';
}
