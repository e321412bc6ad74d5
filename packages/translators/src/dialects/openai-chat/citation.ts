import { type Citation, isJsonObject, type Json, type JsonObject } from '@gateway/spec';
import type { LossRecorder } from '../../loss-recorder.ts';
import { members, ownDialect } from './wire.ts';

/**
 * Reads an entry of `annotations`. Kinds other than `url_citation` are carried as they are.
 *
 * @throws never
 */
export function decodeCitation(value: Json): Citation {
  const native = { dialect: ownDialect, value } as const;
  const body = isJsonObject(value) ? value['url_citation'] : undefined;
  if (!isJsonObject(body)) return { unit: 'utf16', native };
  const { start_index: start, end_index: end, url, title } = body;
  const hasSpan = typeof start === 'number' && typeof end === 'number';
  return {
    unit: 'utf16',
    ...(hasSpan && { span: [start, end] as const }),
    ...(typeof url === 'string' && { url }),
    ...(typeof title === 'string' && { title }),
    native,
  };
}

/**
 * Writes a citation as an entry of `annotations`. Chat cites addresses only.
 *
 * @returns `undefined` for citations of documents, which are reported
 * @throws never
 */
export function encodeCitation(citation: Citation, loss: LossRecorder): Json | undefined {
  const { native, url, title, span, unit } = citation;
  if (native.dialect === ownDialect && isUnchanged(citation)) return native.value;
  if (url === undefined) {
    const detail = 'a citation of something without an address';
    loss.add({ severity: 'dropped', code: 'citation_dropped', path: 'annotations', detail });
    return undefined;
  }
  // Spans inside the cited document, or in bytes, are no positions in the answer.
  const [start, end] = span && unit === 'utf16' ? span : [undefined, undefined];
  const body: JsonObject = members({
    url,
    title: title ?? url,
    start_index: start,
    end_index: end,
  });
  return { type: 'url_citation', url_citation: body };
}

function isUnchanged(citation: Citation): boolean {
  const before = decodeCitation(citation.native.value);
  return (
    before.url === citation.url &&
    before.title === citation.title &&
    before.span?.[0] === citation.span?.[0] &&
    before.span?.[1] === citation.span?.[1]
  );
}
