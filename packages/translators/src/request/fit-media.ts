import type {
  AudioPart,
  FilePart,
  ImagePart,
  Media,
  Part,
  TargetProfile,
  VideoPart,
} from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { type DialectTraits, traitsOf } from './dialect-traits.ts';
import { mapParts, type PartPlace } from './map-parts.ts';
import { sniffMediaType } from './media-type.ts';
import { refuse } from './refuse.ts';
import { replaceTurns } from './replace-turns.ts';

/**
 * Checks images, files, sound and films against what the target takes. Text files become text
 * where they must; what the target cannot take in the user's words is refused, because an answer
 * without it would be an answer to another question.
 */
export const fitMedia: AdaptStep = (request, context) =>
  replaceTurns(
    request,
    mapParts(request.turns, (part, place) =>
      isMedia(part) ? fitPart(part, { ...context, ...place }) : part,
    ),
  );

type MediaPart = ImagePart | FilePart | AudioPart | VideoPart;
type Place = AdaptContext & PartPlace;

/**
 * Tells whether a part is an image, a file, sound or a film.
 *
 * @throws never
 */
export function isMedia(part: Part): part is MediaPart {
  const { type } = part;
  return type === 'image' || type === 'file' || type === 'audio' || type === 'video';
}

function fitPart(part: MediaPart, place: Place): Part | readonly Part[] {
  const { role } = place.turn;
  if (!place.sameDialect && (role === 'system' || role === 'developer')) {
    return dropMedia(part, place, [{ type: 'text', text: `[${part.type}]` }]);
  }
  if (!place.sameDialect && role === 'assistant') return fitOwnMedia(part, place);
  const typed = withMediaType(part);
  if (typed.type === 'file') return fitFile(typed, place);
  checkKind(typed, place);
  checkSource(typed, place);
  return typed.type === 'image' ? fitDetail(typed, place) : typed;
}

/** Media that the model itself made; other dialects have no place for them in its turns. */
function fitOwnMedia(part: MediaPart, place: Place): readonly Part[] {
  const transcript = part.type === 'audio' ? part.transcript : undefined;
  return dropMedia(part, place, transcript ? [{ type: 'text', text: transcript }] : []);
}

function dropMedia(part: MediaPart, place: Place, instead: readonly Part[]): readonly Part[] {
  const detail = `an ${part.type} in a turn of role ${place.turn.role}`;
  place.loss.add({ severity: 'dropped', code: 'media_dropped', path: place.path, detail });
  return instead;
}

function withMediaType(part: MediaPart): MediaPart {
  const { media } = part;
  if (media.source !== 'inline' || media.mediaType !== '') return part;
  const mediaType = sniffMediaType(media.base64);
  return mediaType === undefined ? part : { ...part, media: { ...media, mediaType } };
}

function fitFile(part: FilePart, place: Place): Part {
  const { media } = part;
  const { fileSources, fileTypes } = traitsOf(place.to);
  const text = readText(media);
  const takesText = fileSources.includes('text');
  if (text !== undefined && !(place.sameDialect && place.target.input.file)) {
    if (!takesText || !place.target.input.file) return describeFile(part, text, place);
    return { ...part, media: { source: 'text', mediaType: 'text/plain', text } };
  }
  checkKind(part, place);
  checkSource(part, place);
  if (!place.sameDialect && !fileSources.includes(media.source)) {
    return refuseMedia(`a file given by ${media.source}`, place);
  }
  checkType(media, fileTypes, place);
  return dropFileNotes(part, place);
}

function readText(media: Media): string | undefined {
  if (media.source === 'text') return media.text;
  if (media.source !== 'inline' || !media.mediaType.startsWith('text/')) return undefined;
  try {
    const bytes = Uint8Array.from(atob(media.base64), (character) => character.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    // Broken base64 stays a file, and the upstream says what is wrong with it.
    return undefined;
  }
}

/** A text file as words of the message, under its name. */
function describeFile(part: FilePart, text: string, place: Place): Part {
  const name = part.title ?? part.filename;
  const heading = [name, part.context].filter((line) => line !== undefined && line !== '');
  if (part.citations) noteCitations(place);
  return {
    type: 'text',
    text: [...heading, text].join('\n\n'),
    ...(part.cache && { cache: part.cache }),
  };
}

function dropFileNotes(part: FilePart, place: Place): FilePart {
  if (place.sameDialect || traitsOf(place.to).fileSources.includes('text')) return part;
  const { title, context, citations, ...rest } = part;
  if (citations) noteCitations(place);
  if (context !== undefined) {
    const detail = 'background of a document';
    place.loss.add({ severity: 'dropped', code: 'field_dropped', path: place.path, detail });
  }
  return title !== undefined && rest.filename === undefined ? { ...rest, filename: title } : rest;
}

function noteCitations({ loss, path }: Place): void {
  const detail = 'the document cannot be cited from';
  loss.add({ severity: 'dropped', code: 'citation_dropped', path, detail });
}

function checkKind(part: MediaPart, place: Place): void {
  const capability: keyof TargetProfile['input'] = part.type;
  if (!place.target.input[capability]) refuseMedia(`${part.type} input`, place);
}

function checkSource(part: MediaPart, place: Place): void {
  const { media } = part;
  if (media.source === 'file-id' && media.owner !== place.target.reasoningFamily) {
    refuseMedia('a file that is stored at another provider', place);
  }
  if (part.type !== 'image') return;
  if (media.source === 'url' && !place.target.input.imageUrl) {
    refuseMedia('images given by address', place);
  }
  if (!place.sameDialect && media.source === 's3') refuseMedia('images given by s3', place);
  checkType(media, traitsOf(place.to).imageTypes, place);
}

function checkType(media: Media, types: DialectTraits['imageTypes'], place: Place): void {
  if (place.sameDialect || media.source !== 'inline' || !types) return;
  if (!types.includes(media.mediaType)) refuseMedia('a file of this media type', place);
}

function refuseMedia(what: string, place: Place): never {
  return refuse(
    {
      code: 'unsupported',
      path: place.path,
      message: `The chosen model does not take ${what}.`,
      loss: 'media_dropped',
    },
    place,
  );
}

function fitDetail(part: ImagePart, { sameDialect, to }: Place): ImagePart {
  if (sameDialect || part.detail !== 'original' || to === 'openai-responses') return part;
  return { ...part, detail: 'high' };
}
