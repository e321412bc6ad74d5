import { type Dialect, type Headers, isJsonObject, type Json } from '@gateway/spec';

/** What a dialect is guessed from. */
export interface DialectClues {
  /** HTTP method; absent = any. */
  readonly method?: string;
  /** Path, with or without query, below any prefix. */
  readonly path: string;
  /** Header fields, lower-case names. */
  readonly headers?: Headers;
  /** The parsed body, for paths that say nothing. */
  readonly body?: Json;
}

const paths: readonly (readonly [pattern: RegExp, dialect: Dialect])[] = [
  [/\/chat\/completions$/, 'openai-chat'],
  [/\/completions$/, 'openai-completions'],
  [/\/responses(?:\/[^/]+(?:\/(?:cancel|input_items))?)?$/, 'openai-responses'],
  [/\/messages(?:\/count_tokens)?$/, 'anthropic-messages'],
  [
    /\/[^/]+:(?:stream)?[gG]enerateContent$|:(?:countTokens|embedContent|batchEmbedContents)$/,
    'gemini',
  ],
  [/\/v1beta\//, 'gemini'],
  [/\/api\/chat$/, 'ollama-chat'],
  [/\/api\/generate$/, 'ollama-generate'],
  [/\/model\/[^/]+\/converse(?:-stream)?$/, 'bedrock-converse'],
  [/\/v2\/chat$/, 'cohere-chat'],
];

/**
 * Tells which dialect a request is in: by its path, by headers only one dialect has, and at last by
 * the shape of its body.
 *
 * @returns a dialect the gateway knows, whether it can be translated or not; `undefined` when
 * nothing points to one
 * @throws never
 * @example detectDialect({ path: '/v1/messages', headers: {} }) // 'anthropic-messages'
 */
export function detectDialect(clues: DialectClues): Dialect | undefined {
  const path = (clues.path.split('?')[0] ?? '').replace(/\/+$/, '');
  const byPath = paths.find(([pattern]) => pattern.test(path))?.[1];
  return byPath ?? byHeaders(path, clues.headers ?? {}) ?? byBody(clues.body);
}

function byHeaders(path: string, headers: Headers): Dialect | undefined {
  if ('anthropic-version' in headers) return 'anthropic-messages';
  if ('x-goog-api-key' in headers) return 'gemini';
  return /\/models(?:\/|$)/.test(path) ? 'openai-chat' : undefined;
}

function byBody(body: Json | undefined): Dialect | undefined {
  if (!isJsonObject(body)) return undefined;
  if (Array.isArray(body['contents'])) return 'gemini';
  if ('input' in body && 'model' in body) return 'openai-responses';
  if (Array.isArray(body['messages']))
    return isMessages(body) ? 'anthropic-messages' : 'openai-chat';
  return 'prompt' in body ? 'openai-completions' : undefined;
}

const anthropicKeys = ['system', 'anthropic_version', 'stop_sequences', 'thinking', 'top_k'];

function isMessages(body: Readonly<Record<string, Json>>): boolean {
  if (anthropicKeys.some((key) => key in body)) return true;
  const { tools } = body;
  return Array.isArray(tools) && tools.some((tool) => isJsonObject(tool) && 'input_schema' in tool);
}
