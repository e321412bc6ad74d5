import type { FilePart, ImagePart, JsonObject, Media } from '@gateway/spec';
import type { EncodeScope } from './block-encode.ts';
import { encodeComposedSource } from './document.ts';
import { encodeSource, toAllowedDocument, toAllowedImage } from './media.ts';
import { formHint, ownDialect, reportLoss, withOwnExtra } from './wire.ts';

/**
 * Writes an image block.
 *
 * @returns nothing for images the API does not take, or in answers, which cannot hold images
 * @throws never
 */
export function encodeImage(part: ImagePart, scope: EncodeScope): JsonObject[] {
  const isOwn = part.wire?.dialect === ownDialect;
  const allowed = isOwn ? part.media : toAllowedImage(part.media);
  return encodeMedia('image', {
    part,
    scope,
    media: scope.side === 'request' || isOwn ? allowed : undefined,
  });
}

/**
 * Writes a document block; image files become image blocks.
 *
 * @returns nothing for files the API does not take
 * @throws never
 */
export function encodeFile(part: FilePart, scope: EncodeScope): JsonObject[] {
  if (part.wire?.dialect === ownDialect) {
    return [withOwnExtra(part, { type: 'document', ...encodeOwnSource(part), ...about(part) })];
  }
  if (scope.side === 'response') return encodeMedia('document', { part, scope, media: undefined });
  const isImage = 'mediaType' in part.media && part.media.mediaType?.startsWith('image/');
  return isImage
    ? encodeMedia('image', { part, scope, media: toAllowedImage(part.media) })
    : encodeMedia('document', { part, scope, media: toAllowedDocument(part.media) });
}

function encodeOwnSource(part: FilePart): JsonObject {
  const form = formHint(part, 'source');
  const composed =
    form !== undefined && part.media.source === 'text'
      ? encodeComposedSource(part.media.text, form)
      : undefined;
  const source = composed ?? encodeSource(part.media);
  return source === undefined ? {} : { source };
}

function encodeMedia(
  type: 'image' | 'document',
  what: {
    readonly part: ImagePart | FilePart;
    readonly scope: EncodeScope;
    readonly media: Media | undefined;
  },
): JsonObject[] {
  const { part, scope, media } = what;
  const source = media && encodeSource(media);
  if (source === undefined) {
    reportLoss(part, scope, { severity: 'dropped', code: 'media_dropped' });
    return [];
  }
  const settings = part.type === 'file' && type === 'document' ? about(part) : {};
  return [withOwnExtra(part, { type, source, ...settings })];
}

function about(part: FilePart): JsonObject {
  const title = part.title ?? part.filename;
  return {
    ...(title !== undefined && { title }),
    ...(part.context !== undefined && { context: part.context }),
    ...(part.citations !== undefined && { citations: { enabled: part.citations } }),
  };
}
