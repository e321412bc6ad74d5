import { type FilePart, isJsonObject, type Json, type JsonObject } from '@gateway/spec';
import type { BlockDecoder } from './block-scope.ts';
import { takeCacheMark } from './cache-mark.ts';
import { takeCitationSwitch } from './citation-switch.ts';
import { takeMedia } from './media.ts';
import type { Taker } from './taker.ts';

const separator = '\n\n';

/** Reads a `document` block. */
export const decodeDocument: BlockDecoder = (take) => {
  take.any('type');
  const composed = takeComposedText(take);
  const media = composed?.media ?? takeMedia(take);
  if (media === undefined) return undefined;
  const title = take.string('title');
  const context = take.string('context');
  return {
    type: 'file',
    media,
    ...(title !== undefined && { title }),
    ...(context !== undefined && { context }),
    ...takeCitationSwitch(take),
    ...takeCacheMark(take),
    wire: take.notes(composed && { source: composed.form }),
  };
};

/**
 * Takes a source that is made of plain text blocks. The blocks become one text; the hint keeps their
 * lengths, so that the same blocks can be written again. Sources that hold more than plain texts are
 * left alone.
 */
function takeComposedText(
  take: Taker,
): { readonly media: FilePart['media']; readonly form: string } | undefined {
  const source = take.object('source');
  if (source === undefined) return undefined;
  const texts = readPlainTexts(source);
  if (texts === undefined) {
    take.putBack('source', source);
    return undefined;
  }
  const form = typeof texts === 'string' ? 'string' : texts.map((text) => text.length).join(' ');
  const text = typeof texts === 'string' ? texts : texts.join(separator);
  return { media: { source: 'text', mediaType: 'text/plain', text }, form: `content ${form}` };
}

function readPlainTexts(source: JsonObject): string | readonly string[] | undefined {
  const { type, content, ...rest } = source;
  if (type !== 'content' || Object.keys(rest).length > 0) return undefined;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content) || content.length === 0) return undefined;
  const texts = content.map(readPlainText);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

function readPlainText(block: Json): string | undefined {
  if (!isJsonObject(block) || block['type'] !== 'text' || Object.keys(block).length !== 2) {
    return undefined;
  }
  const text = block['text'];
  return typeof text === 'string' ? text : undefined;
}

/**
 * Writes a source of text blocks again, as long as the text still has the shape of the hint.
 *
 * @param form - the hint `decodeDocument` made
 * @returns `undefined` where the text was changed so that the blocks cannot be found in it
 * @throws never
 */
export function encodeComposedSource(text: string, form: string): JsonObject | undefined {
  const [kind, ...lengths] = form.split(' ');
  if (kind !== 'content') return undefined;
  if (lengths[0] === 'string') return { type: 'content', content: text };
  const content: Json[] = [];
  let at = 0;
  for (const [number, length] of lengths.map(Number).entries()) {
    if (number > 0) {
      if (!text.startsWith(separator, at)) return undefined;
      at += separator.length;
    }
    content.push({ type: 'text', text: text.slice(at, at + length) });
    at += length;
  }
  return at === text.length ? { type: 'content', content } : undefined;
}
