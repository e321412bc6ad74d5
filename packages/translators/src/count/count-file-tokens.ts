import type { Media } from '@gateway/spec';
import type { TextCounter } from './text-counter.ts';

/** Where the number of pages is unknown, a page is taken to have so many bytes. */
const bytesPerPage = 60_000;
/** How much of a PDF is looked through for pages, characters of base64; a multiple of 4. */
const searchedChars = 1024 * 1024;
/** A file that is only referred to counts as so many pages. */
const unseenPages = 5;

/**
 * Estimates the tokens of a document: by its text, or by its pages.
 *
 * @param perPage - tokens of a page
 * @throws never
 */
export function countFileTokens(media: Media, perPage: number, countText: TextCounter): number {
  if (media.source === 'text') return countText(media.text);
  if (media.source !== 'inline') return unseenPages * perPage;
  const text = media.mediaType.startsWith('text/') ? decode(media.base64) : undefined;
  return text === undefined ? countPages(media.base64) * perPage : countText(text);
}

function countPages(base64: string): number {
  const head = decode(base64.slice(0, searchedChars)) ?? '';
  const marked = head.match(/\/Type\s{0,4}\/Page(?![a-zA-Z])/g)?.length ?? 0;
  if (marked > 0 && base64.length <= searchedChars) return marked;
  return Math.max(1, marked, Math.ceil((base64.length * 0.75) / bytesPerPage));
}

function decode(base64: string): string | undefined {
  try {
    return atob(base64);
  } catch {
    // Broken base64 is counted by its length.
    return undefined;
  }
}
