import type { Citation, Json, JsonObject } from '@gateway/spec';
import { isJsonObject } from '@gateway/spec';
import { ownDialect } from './wire.ts';

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;
const numberOf = (value: Json | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;

const spans = {
  char_location: ['utf16', 'start_char_index', 'end_char_index'],
  page_location: ['page', 'start_page_number', 'end_page_number'],
  content_block_location: ['block', 'start_block_index', 'end_block_index'],
  search_result_location: ['block', 'start_block_index', 'end_block_index'],
} as const;

const isSpanned = (type: string): type is keyof typeof spans => Object.hasOwn(spans, type);

/**
 * Reads one citation. Spans count inside the cited document, as this dialect has it.
 *
 * @throws never
 * @source TextCitation of the Messages API, read 2026-11
 */
export function decodeCitation(value: Json): Citation {
  const source: JsonObject = isJsonObject(value) ? value : {};
  const url = textOf(source['url']) ?? textOf(source['source']);
  const title = textOf(source['document_title']) ?? textOf(source['title']);
  const documentIndex = numberOf(source['document_index']);
  const quote = textOf(source['cited_text']);
  const fileId = textOf(source['file_id']);
  return {
    ...readSpan(source),
    ...(url !== undefined && { url }),
    ...(title !== undefined && { title }),
    ...(documentIndex !== undefined && { documentIndex }),
    ...(quote !== undefined && { quote }),
    ...(fileId !== undefined && { fileId }),
    native: { dialect: ownDialect, value },
  };
}

function readSpan(source: JsonObject): Pick<Citation, 'unit' | 'span'> {
  const type = source['type'];
  if (typeof type !== 'string' || !isSpanned(type)) return { unit: 'block' };
  const [unit, startKey, endKey] = spans[type];
  const start = numberOf(source[startKey]);
  const end = numberOf(source[endKey]);
  if (start === undefined || end === undefined) return { unit };
  return { unit, span: [start, end] };
}

/**
 * Writes a citation into an answer. Citations of other dialects become web search results as far as
 * they name an address; `encrypted_index` stays empty, because only the provider can mint it.
 *
 * @returns `undefined` where the citation cannot be said here
 * @throws never
 */
export function encodeCitation(citation: Citation): Json | undefined {
  if (citation.native.dialect === ownDialect) return citation.native.value;
  if (citation.url === undefined) return undefined;
  return {
    type: 'web_search_result_location',
    url: citation.url,
    title: citation.title ?? null,
    cited_text: citation.quote ?? '',
    encrypted_index: '',
  };
}

/**
 * Tells whether a citation may go to an upstream: minted there, not by {@link encodeCitation}.
 *
 * @throws never
 */
export function isReturnable(citation: Citation): boolean {
  const { dialect, value } = citation.native;
  return dialect === ownDialect && !(isJsonObject(value) && value['encrypted_index'] === '');
}
