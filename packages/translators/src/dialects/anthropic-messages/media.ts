import type { Json, JsonObject, Media } from '@gateway/spec';
import { createTaker, joinPath, type Taker } from './taker.ts';

/**
 * Reads the `source` of an image or document; unread members of it go back to the node.
 *
 * @returns `undefined` where the source is of a kind this decoder does not know
 * @throws never
 */
export function takeMedia(take: Taker): Media | undefined {
  const source = take.object('source');
  if (source === undefined) return undefined;
  const path = joinPath(take.scope.path, 'source');
  const inner = createTaker(source, { path, strict: false });
  const media = readMedia(inner);
  take.putBack('source', media === undefined ? source : inner.rest());
  return media;
}

function readMedia(source: Taker): Media | undefined {
  const kind = source.oneOf('type', ['base64', 'url', 'file', 'text']);
  if (kind === 'url') {
    const url = source.string('url');
    return url === undefined ? undefined : { source: 'url', url };
  }
  if (kind === 'file') {
    const id = source.string('file_id');
    return id === undefined ? undefined : { source: 'file-id', owner: 'anthropic', id };
  }
  const data = source.string('data');
  if (kind === undefined || data === undefined) return undefined;
  const mediaType = source.string('media_type') ?? '';
  return kind === 'text'
    ? { source: 'text', mediaType, text: data }
    : { source: 'inline', mediaType, base64: data };
}

/**
 * Writes media as a `source`, without asking whether the target takes it.
 *
 * @returns `undefined` for media that this dialect has no source for
 * @throws never
 */
export function encodeSource(media: Media): JsonObject | undefined {
  switch (media.source) {
    case 'inline':
      return source('base64', { media_type: media.mediaType, data: media.base64 });
    case 'text':
      return source('text', { media_type: media.mediaType, data: media.text });
    case 'url':
      return source('url', { url: media.url });
    case 'file-id':
      return media.owner === 'anthropic' ? source('file', { file_id: media.id }) : undefined;
    case 's3':
      return undefined;
  }
}

function source(type: string, members: Readonly<Record<string, Json>>): JsonObject {
  const { media_type: mediaType, ...rest } = members;
  return {
    type,
    ...(mediaType !== undefined && mediaType !== '' && { media_type: mediaType }),
    ...rest,
  };
}

const imageTypes: readonly string[] = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

const imageMagic: readonly (readonly [prefix: string, mediaType: string])[] = [
  ['/9j/', 'image/jpeg'],
  ['iVBORw0KGgo', 'image/png'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
];

/**
 * Fits an image of another dialect to what the Messages API takes; a missing media type is read
 * from the first bytes.
 *
 * @returns `undefined` where the image is of another kind
 * @throws never
 * @source "Vision" guide of the Messages API: jpeg, png, gif and webp; read 2026-11
 */
export function toAllowedImage(media: Media): Media | undefined {
  if (media.source !== 'inline') return encodeSource(media) && media;
  const named = media.mediaType === 'image/jpg' ? 'image/jpeg' : media.mediaType.toLowerCase();
  if (imageTypes.includes(named)) return { ...media, mediaType: named };
  if (named !== '' && named !== 'application/octet-stream') return undefined;
  const found = imageMagic.find(([prefix]) => media.base64.startsWith(prefix));
  return found && { ...media, mediaType: found[1] };
}

const textLike = /^text\/|[/+](json|xml|yaml|x-yaml|javascript|typescript|sql|csv|toml|x-sh)$/;

/**
 * Fits a document of another dialect to what the Messages API takes: PDF as bytes, everything
 * written as plain text.
 *
 * @returns `undefined` where the document is of another kind
 * @throws never
 */
export function toAllowedDocument(media: Media): Media | undefined {
  if (media.source === 'text') return { ...media, mediaType: 'text/plain' };
  if (media.source !== 'inline') return encodeSource(media) && media;
  const mediaType = (media.mediaType.split(';')[0] ?? '').trim().toLowerCase();
  if (mediaType === 'application/pdf' || (mediaType === '' && media.base64.startsWith('JVBERi'))) {
    return { ...media, mediaType: 'application/pdf' };
  }
  if (!textLike.test(mediaType)) return undefined;
  const text = readText(media.base64);
  return text === undefined ? undefined : { source: 'text', mediaType: 'text/plain', text };
}

function readText(base64: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not base64, or not UTF-8: then it is no text that could be handed over.
    return undefined;
  }
}
