import type { AudioPart, FilePart, JsonObject, Media, Part, ReasoningPart } from '@gateway/spec';
import { encodeCacheMark } from './cache-mark.ts';
import { toDataUrl } from './data-url.ts';
import { type EncodeScope, reportLoss } from './encode-scope.ts';
import { formHint, members, ownDialect, withOwnExtra } from './wire.ts';

/**
 * Writes one part of a message's content.
 *
 * @returns the part, a bare string where the client wrote one, or `undefined` where chat has no
 * place for it, which is reported
 * @throws never
 */
export function encodePart(part: Part, scope: EncodeScope): JsonObject | string | undefined {
  const own = encodeKind(part, scope);
  if (own === undefined) {
    reportUnwritable(part, scope);
    return undefined;
  }
  if (part.type === 'unknown') return own;
  if (formHint(part, 'as') === 'string' && part.type === 'text') return part.text;
  const mark = encodeCacheMark(part.cache, scope.target.reasoningFamily);
  return withOwnExtra(part, { ...own, ...mark });
}

function encodeKind(part: Part, scope: EncodeScope): JsonObject | undefined {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'refusal':
      return { type: 'refusal', refusal: part.text };
    case 'image':
      return encodeAddress('image_url', part, members({ detail: detailFor(part, scope) }));
    case 'video':
      return encodeAddress('video_url', part, {});
    case 'audio':
      return encodeAudio(part);
    case 'file':
      return encodeFile(part);
    case 'reasoning':
      return encodeThinking(part);
    case 'unknown':
      return part.dialect === ownDialect ? part.value : undefined;
    default:
      return undefined;
  }
}

/**
 * Reports a part that chat has no place for.
 *
 * @throws never
 */
export function reportUnwritable(part: Part, scope: Pick<EncodeScope, 'loss' | 'path'>): void {
  const isMedia = ['image', 'file', 'audio', 'video'].includes(part.type);
  const isUnknown = part.type === 'unknown';
  reportLoss(part, scope, {
    severity: 'dropped',
    code: isMedia ? 'media_dropped' : isUnknown ? 'unknown_part_dropped' : 'part_dropped',
    detail: `chat messages have no place for this ${part.type} part`,
  });
}

/** Only Responses knows `original`; a client of chat that wrote it gets it back. */
function detailFor(part: Part & { type: 'image' }, scope: EncodeScope): string | undefined {
  if (part.detail !== 'original' || part.wire?.dialect === ownDialect) return part.detail;
  const detail = 'image detail `original` is sent as `high`';
  reportLoss(part, scope, { severity: 'approximated', code: 'field_dropped', detail });
  return 'high';
}

function toAddress(media: Media): string | undefined {
  if (media.source === 'url') return media.url;
  return media.source === 'inline' ? toDataUrl(media) : undefined;
}

function encodeAddress(
  type: 'image_url' | 'video_url',
  part: Part & { readonly media: Media },
  more: JsonObject,
): JsonObject | undefined {
  const url = toAddress(part.media);
  if (url === undefined) return undefined;
  const isBare = formHint(part, 'url') === 'bare' && Object.keys(more).length === 0;
  return { type, [type]: isBare ? url : { url, ...more } };
}

function encodeAudio({ media }: AudioPart): JsonObject | undefined {
  if (media.source !== 'inline') return undefined;
  const format = media.mediaType === 'audio/mpeg' ? 'mp3' : media.mediaType.replace(/^audio\//, '');
  const known = format === '' ? undefined : format;
  return { type: 'input_audio', input_audio: members({ data: media.base64, format: known }) };
}

function encodeFile(part: FilePart): JsonObject | undefined {
  const { media, title } = part;
  if (media.source === 'text') return encodeTextFile(part, media.text);
  const isPlainText = media.source === 'inline' && media.mediaType === 'text/plain';
  // OpenAI demands a name beside the bytes and takes PDF only.
  const needsName = media.source === 'inline' && part.wire?.dialect !== ownDialect && !isPlainText;
  const filename = part.filename ?? title ?? (needsName ? 'document.pdf' : undefined);
  const source = fileSource(part);
  return source && { type: 'file', file: { ...members({ filename }), ...source } };
}

function fileSource(part: FilePart): JsonObject | undefined {
  const { media } = part;
  if (media.source === 'file-id')
    return media.owner === 'openai' ? { file_id: media.id } : undefined;
  if (media.source === 'inline' && formHint(part, 'data') === 'bare') {
    return { file_data: media.base64 };
  }
  // An address in place of the bytes is a habit of routers; from other dialects it would be a guess.
  if (media.source === 'url' && part.wire?.dialect !== ownDialect) return undefined;
  const url = toAddress(media);
  return url === undefined ? undefined : { file_data: url };
}

function encodeTextFile({ title, filename, context }: FilePart, text: string): JsonObject {
  const heading = [title ?? filename, context].filter((line) => line !== undefined);
  return { type: 'text', text: [...heading, text].join('\n') };
}

function encodeThinking(part: ReasoningPart): JsonObject | undefined {
  if (formHint(part, 'slot') !== 'content') return undefined;
  const asString = formHint(part, 'as') === 'string';
  return {
    type: 'thinking',
    thinking: asString ? part.text : [{ type: 'text', text: part.text }],
  };
}
