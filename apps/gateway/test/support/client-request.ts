import { isJsonObject, type JsonObject } from '@gateway/spec';
import { translateRequest } from '@gateway/translators';
import type { RequestBody } from './official-clients.ts';
import type { RecordedCase, RecordedDialect } from './recorded-exchanges.ts';

/**
 * Makes the request with which a client of a dialect asks for a recorded answer: the recorded
 * request itself in its own dialect, its translation in the other one. Where only the response was
 * recorded, or the other dialect cannot say the request, a plain question stands in.
 */
export function toClientRequest(
  item: RecordedCase,
  dialect: RecordedDialect,
  model: string,
): RequestBody {
  const recorded = item.exchange.request?.body;
  const stream = item.isStream;
  if (!isJsonObject(recorded)) return plainQuestion(dialect, model, stream);
  if (dialect === item.dialect) return asking(dialect, { ...recorded, model, stream });
  const translated = translateRecorded(item, dialect);
  if (!translated) return plainQuestion(dialect, model, stream);
  return asking(dialect, { ...translated, model, stream });
}

/**
 * Translates a recorded request.
 *
 * @returns `undefined` where there is none, or the other dialect cannot say it
 */
export function translateRecorded(
  { dialect: from, exchange }: RecordedCase,
  to: RecordedDialect,
): JsonObject | undefined {
  const recorded = exchange.request?.body;
  if (!isJsonObject(recorded)) return undefined;
  const translated = translateRequest({ from, to, request: recorded });
  if (!translated.ok || translated.request.body.kind !== 'json') return undefined;
  return translated.request.body.value as JsonObject;
}

function plainQuestion(dialect: RecordedDialect, model: string, stream: boolean): RequestBody {
  const messages = [{ role: 'user', content: 'Tell me what was recorded.' }];
  if (dialect === 'anthropic-messages') return { model, stream, max_tokens: 4_096, messages };
  return asking(dialect, { model, stream, messages });
}

/**
 * Lets chat streams ask for usage, which the recordings hold whether or not it was asked for; what
 * the gateway does when it was not is tested on bytes, in the core package.
 */
function asking(dialect: RecordedDialect, body: RequestBody): RequestBody {
  if (dialect !== 'openai-chat' || body['stream'] !== true) return body;
  return { ...body, stream_options: { include_usage: true } };
}
