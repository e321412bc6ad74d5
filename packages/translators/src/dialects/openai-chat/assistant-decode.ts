import { isJsonObject, type Json, type Media, type Part, type TextPart } from '@gateway/spec';
import { decodeCitation } from './citation.ts';
import { parseDataUrl } from './data-url.ts';
import { decodePart, unknownPart } from './part-decode.ts';
import { createReader, type FormHints, joinPath, type Reader, type ReadScope } from './reader.ts';
import { takeReasoning } from './reasoning-decode.ts';
import { splitThinkTags } from './think-splitter.ts';
import { decodeToolCall, takeFunctionCall } from './tool-call-decode.ts';
import { ownDialect } from './wire.ts';

/** How an assistant message is read. */
export interface AssistantOptions {
  /** Id that joins an old-style function call with its result. */
  readonly functionCallId: (toolName: string) => string;
  /** Whether reasoning stands between `<think>` tags inside the text. */
  readonly thinkTags: boolean;
}

/** An assistant message, read; its unread members are still in the reader. */
export interface AssistantMessage {
  readonly parts: readonly Part[];
  readonly form: FormHints;
}

/**
 * Reads an assistant message, of a request's history or of an answer: reasoning, content, refusal,
 * speech and pictures, tool calls, in this order.
 *
 * @throws `GatewayError` `invalid_request` in strict scopes
 */
export function decodeAssistant(message: Reader, options: AssistantOptions): AssistantMessage {
  const reasoning = takeReasoning(message);
  const { content, hint } = takeContent(message, options);
  const refusal = takeRefusal(message);
  const audio = takeAudio(message);
  const images = takeList(message, 'images', decodeImage);
  const calls = takeList(message, 'tool_calls', decodeToolCall);
  const functionCall = takeFunctionCall(message, options.functionCallId);
  const cited = withCitations(content, message);
  return {
    parts: [
      ...reasoning,
      ...cited,
      ...[refusal, audio].filter((part) => part !== undefined),
      ...images,
      ...calls,
      ...(functionCall ? [functionCall] : []),
    ],
    form: { content: hint },
  };
}

/**
 * Reads the content of any message.
 *
 * @returns the parts, and how the content was written
 * @throws `GatewayError` `invalid_request` in strict scopes
 */
export function takeContent(
  message: Reader,
  { thinkTags }: Pick<AssistantOptions, 'thinkTags'> = { thinkTags: false },
): { readonly content: readonly Part[]; readonly hint: string } {
  const value = message.peek('content');
  const path = message.at('content');
  if (value === undefined) return { content: [], hint: 'absent' };
  if (value === null) {
    return { content: [], hint: 'null' };
  }
  if (Array.isArray(value)) {
    message.any('content');
    const scopeOf = (index: number) => ({ ...message.scope, path: `${path}[${index}]` });
    const content = value.flatMap((each: Json, index) => decodeItem(each, scopeOf(index)));
    return { content, hint: 'parts' };
  }
  const text = message.string('content');
  if (text === undefined || text === '') return { content: [], hint: 'string' };
  if (thinkTags) return { content: splitThinkTags(text), hint: 'string' };
  return { content: [{ type: 'text', text, wire: { dialect: ownDialect, path } }], hint: 'string' };
}

/** Some servers put the list of calls into the content. */
function decodeItem(value: Json, scope: ReadScope): readonly Part[] {
  const calls = isJsonObject(value) && value['type'] === 'tool_calls' && value['tool_calls'];
  if (!Array.isArray(calls)) return [decodePart(value, scope)];
  return calls.map((call: Json, index) => {
    return decodeToolCall(call, { ...scope, path: `${scope.path}.tool_calls[${index}]` });
  });
}

function takeRefusal(message: Reader): Part | undefined {
  const text = message.filled('refusal');
  if (text === undefined) return undefined;
  return { type: 'refusal', text, wire: { dialect: ownDialect, path: message.at('refusal') } };
}

/** A spoken answer: whole in answers, by its id in a request's history. */
function takeAudio(message: Reader): Part | undefined {
  const value = message.peek('audio');
  if (!isJsonObject(value) || value['id'] === '') return undefined;
  const audio = message.child('audio');
  const id = audio?.filled('id');
  const data = audio?.filled('data');
  if (!audio || (id === undefined && data === undefined)) return undefined;
  const transcript = audio.filled('transcript');
  const media: Media =
    data === undefined
      ? { source: 'file-id', owner: 'openai', id: id ?? '' }
      : { source: 'inline', mediaType: '', base64: data };
  return {
    type: 'audio',
    ...(data !== undefined && id !== undefined && { id }),
    media,
    ...(transcript !== undefined && { transcript }),
    wire: createReader({}, audio.scope).notes({ slot: 'audio' }),
  };
}

/**
 * Reads an entry of `images`, where routers put the pictures a model makes.
 *
 * @throws never
 */
export function decodeImage(value: Json, scope: ReadScope): Part {
  if (!isJsonObject(value)) return unknownPart({ value }, scope, 'images');
  const reader = createReader(value, { ...scope, strict: false });
  const url = reader.child('image_url')?.string('url');
  if (url === undefined) return unknownPart(value, scope, 'images');
  const data = parseDataUrl(url);
  const form = { slot: 'images', type: reader.constant('type', 'image_url') };
  return {
    type: 'image',
    media: data ? { source: 'inline', ...data } : { source: 'url', url },
    wire: reader.notes(form),
  };
}

function takeList(
  message: Reader,
  key: string,
  decode: (value: Json, scope: ReadScope) => Part,
): readonly Part[] {
  // An empty list says nothing, so it stays where it is and comes back as it was.
  const value = message.peek(key);
  if (Array.isArray(value) && value.length === 0) return [];
  const list = message.list(key) ?? [];
  const path = joinPath(message.scope.path, key);
  return list.map((each, index) => decode(each, { ...message.scope, path: `${path}[${index}]` }));
}

/** Annotations speak about the whole text of a message; they go with its first piece. */
function withCitations(content: readonly Part[], message: Reader): readonly Part[] {
  const value = message.peek('annotations');
  const at = content.findIndex(({ type }) => type === 'text');
  if (at < 0 || !Array.isArray(value) || value.length === 0) return content;
  message.any('annotations');
  // The index was found by this very type.
  const cited: TextPart = { ...(content[at] as TextPart), citations: value.map(decodeCitation) };
  return content.with(at, cited);
}
