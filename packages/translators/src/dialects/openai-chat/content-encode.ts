import type { Json, Part, TextPart } from '@gateway/spec';
import { type EncodeScope } from './encode-scope.ts';
import { encodePart } from './part-encode.ts';
import { ownNotes } from './wire.ts';

/** The content of one message and how it is to be written. */
export interface ContentForm {
  readonly parts: readonly Part[];
  /** How the client wrote the content: `string`, `parts`, `null`, `absent`; absent = unknown. */
  readonly hint: string | undefined;
  /** What is written when there is nothing to write and no hint; `undefined` = no member at all. */
  readonly empty: '' | null | undefined;
  /** What stands between texts that are joined. */
  readonly separator: string;
}

/**
 * Writes the `content` of a message: as a string where one text or several plain ones allow it, as
 * a list of parts otherwise.
 *
 * @returns `undefined` = the message has no `content` member
 * @throws never
 */
export function encodeContent(content: ContentForm, scope: EncodeScope): Json | undefined {
  const writable = content.parts.flatMap((part) => {
    const value = encodePart(part, scope);
    return value === undefined ? [] : [{ part, value }];
  });
  const parts = writable.map(({ part }) => part);
  if (parts.length === 0) {
    return content.parts.length === 0 ? emptyContent(content) : content.empty;
  }
  if (mayBeString({ ...content, parts }, scope)) return joinTexts(parts, content.separator);
  return writable.map(({ value }) => value);
}

function emptyContent({ hint, empty }: ContentForm): Json | undefined {
  switch (hint) {
    case 'string':
      return '';
    case 'parts':
      return [];
    case 'null':
      return null;
    case 'absent':
      return undefined;
    default:
      return empty;
  }
}

function mayBeString({ parts, hint }: ContentForm, { target }: EncodeScope): boolean {
  if (!parts.every(isPlainText)) return false;
  if (hint === 'parts') return target.messages.preferStringContent;
  return parts.length === 1 || target.messages.preferStringContent;
}

function isPlainText(part: Part): part is TextPart {
  return part.type === 'text' && part.cache === undefined && !ownNotes(part)?.extra;
}

/** Pieces that citations cut out of one text belong together without anything between. */
function joinTexts(parts: readonly Part[], separator: string): string {
  let joined = '';
  let cited = true;
  for (const part of parts) {
    if (part.type !== 'text') continue;
    const isCited = (part.citations?.length ?? 0) > 0;
    joined += cited || isCited ? part.text : separator + part.text;
    cited = isCited;
  }
  return joined;
}
