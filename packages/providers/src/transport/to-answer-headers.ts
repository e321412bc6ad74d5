import type { Headers } from '@gateway/spec';

/**
 * Headers that speak of one connection or of the encoding the transport has already undone; they
 * would be wrong for whoever reads the answer.
 *
 * @source RFC 9110 §7.6.1
 */
const connectionHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Keeps the headers of an answer that belong to the answer itself.
 *
 * @param headers - names in any case
 * @returns lower-case names, without those of the connection and the content encoding
 * @throws never
 */
export function toAnswerHeaders(headers: Headers): Headers {
  const kept: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (!connectionHeaders.has(lower) && value !== undefined) kept[lower] = value;
  }
  return kept;
}
