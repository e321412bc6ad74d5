import type { AudioPart, Media, Part, ReasoningPart, VideoPart } from '@gateway/spec';
import { countFileTokens } from './count-file-tokens.ts';
import type { FamilyRules } from './family-rules.ts';
import { readImageSize } from './read-image-size.ts';
import type { TextCounter } from './text-counter.ts';

/** How to count. */
export interface CountRules {
  readonly rules: FamilyRules;
  /** Counts text, the family's factor included. */
  readonly countText: TextCounter;
}

/** Tokens around a call or a result: its id, its name's frame. */
const perCall = 12;
/** Encoded reasoning gives back what it cost, and is so many characters per token. */
const sealedCharsPerToken = 6;
const audioBytesPerToken = 2000;
const videoBytesPerToken = 1000;
/** Sound or film that is only referred to. */
const unseenMediaTokens = 2000;

/**
 * Estimates the tokens of one part of a turn.
 *
 * @throws never
 */
export function countPartTokens(part: Part, count: CountRules): number {
  const { countText, rules } = count;
  switch (part.type) {
    case 'text':
    case 'refusal':
      return countText(part.text);
    case 'image':
      return rules.image(sizeOf(part.media), part.detail);
    case 'file':
      return (
        countFileTokens(part.media, rules.perPdfPage, countText) +
        countText([part.title, part.filename, part.context].join(' '))
      );
    case 'audio':
    case 'video':
      return countRecording(part, count);
    case 'reasoning':
      return countReasoning(part, count);
    case 'tool-call':
      return perCall + countText(part.toolName) + countText(part.input.text);
    case 'tool-result':
      return perCall + countParts(part.content, count);
    default:
      return countRarePart(part, count);
  }
}

function countParts(parts: readonly Part[], count: CountRules): number {
  return parts.reduce((sum, part) => sum + countPartTokens(part, count), 0);
}

type RarePart = Extract<
  Part,
  {
    type:
      | 'provider-tool'
      | 'search-result'
      | 'approval'
      | 'toolset-change'
      | 'compaction'
      | 'reference'
      | 'unknown';
  }
>;

function countRarePart(part: RarePart, count: CountRules): number {
  const { countText } = count;
  switch (part.type) {
    case 'search-result':
      return countText(`${part.title} ${part.source}`) + countParts(part.content, count);
    case 'provider-tool':
      return countText(JSON.stringify(part.native.value));
    case 'compaction':
      return countText(part.text ?? '');
    case 'unknown':
      return countText(JSON.stringify(part.value));
    case 'toolset-change':
      return countText(JSON.stringify([part.names ?? [], part.add ?? []]));
    case 'approval':
    case 'reference':
      return perCall;
  }
}

function countReasoning(part: ReasoningPart, { countText }: CountRules): number {
  const readable = countText(part.text || (part.summary ?? []).join('\n'));
  const sealed = part.seals
    .filter(({ form }) => form === 'encrypted')
    .reduce((sum, { value }) => sum + value.length / sealedCharsPerToken, 0);
  return Math.max(readable, sealed);
}

function countRecording(part: AudioPart | VideoPart, { countText }: CountRules): number {
  const bytes = bytesOf(part.media);
  if (bytes === undefined) return unseenMediaTokens;
  if (part.type === 'video') return bytes / videoBytesPerToken;
  return bytes / audioBytesPerToken + countText(part.transcript ?? '');
}

function bytesOf(media: Media): number | undefined {
  return media.source === 'inline' ? media.base64.length * 0.75 : undefined;
}

function sizeOf(media: Media) {
  return media.source === 'inline' ? readImageSize(media.base64) : undefined;
}
