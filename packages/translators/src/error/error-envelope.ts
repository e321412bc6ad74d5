import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@gateway/spec';

/** What an error body says, freed from its envelope. */
export interface ErrorEnvelope {
  /** The upstream's message, raw; empty when there is none or when the body was HTML. */
  readonly message: string;
  /** The upstream's own code, type and status words, most specific first, as written. */
  readonly words: readonly string[];
  /** An HTTP status stated inside the body. */
  readonly status?: number;
  /** The field at fault, in the upstream's words. */
  readonly param?: string;
  /** Objects in which retry hints and reasons may be found, outermost first. */
  readonly nodes: readonly JsonObject[];
}

const emptyEnvelope: ErrorEnvelope = { message: '', words: [], nodes: [] };
// Two JSON strings inside one another are about ten steps; more is an attack or a loop.
const maxDepth = 12;

/**
 * Tells whether a JSON body is an error rather than an answer, whatever its HTTP status.
 *
 * @throws never
 */
export function isErrorBody(body: Json): boolean {
  if (isJsonArray(body)) return body[0] !== undefined && isErrorBody(body[0]);
  if (!isJsonObject(body)) return false;
  const { error, type, object, choices } = body;
  if (type === 'error' || object === 'error') return true;
  if (isJsonArray(choices) && choices.length > 0 && choices.every(isFailedChoice)) return true;
  return isJsonObject(error) || (typeof error === 'string' && error !== '');
}

// Routers answer 200 and say inside the choice that their own upstream failed.
function isFailedChoice(choice: Json): boolean {
  return (
    isJsonObject(choice) && (isJsonObject(choice['error']) || choice['finish_reason'] === 'error')
  );
}

/**
 * Reads an error body of any envelope: OpenAI, Anthropic, Gemini (also in an array), Ollama,
 * Bedrock, FastAPI, Cloudflare and their mixtures, also where the true error is a JSON string
 * inside the message.
 *
 * @param body - parsed JSON, or text of any kind
 * @returns an empty envelope when nothing can be read
 * @throws never
 */
export function readErrorEnvelope(body: Json, depth = 0): ErrorEnvelope {
  if (depth > maxDepth) return emptyEnvelope;
  if (typeof body === 'string') return readText(body, depth);
  if (isJsonArray(body)) {
    return body[0] === undefined ? emptyEnvelope : readErrorEnvelope(body[0], depth + 1);
  }
  return isJsonObject(body) ? readObject(body, depth) : emptyEnvelope;
}

function readText(text: string, depth: number): ErrorEnvelope {
  const trimmed = text.trim();
  if (/^<(?:!doctype|html|head|body|\?xml)/i.test(trimmed)) return emptyEnvelope;
  const nested = parseEmbedded(trimmed);
  const inner = nested === undefined ? emptyEnvelope : readErrorEnvelope(nested, depth + 1);
  return inner.message === '' ? { ...inner, message: trimmed } : inner;
}

// Relays put the upstream's whole body into their own message, often after a few words.
function parseEmbedded(text: string): Json | undefined {
  const start = text.search(/[[{]/);
  if (start < 0) return undefined;
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
  try {
    const value: unknown = JSON.parse(text.slice(start, end + 1));
    // What JSON.parse makes is JSON.
    return typeof value === 'object' && value !== null ? (value as Json) : undefined;
  } catch {
    // Braces in ordinary prose: there is nothing nested.
    return undefined;
  }
}

function readObject(node: JsonObject, depth: number): ErrorEnvelope {
  const own = readOwn(node, depth);
  const child = childOf(node);
  if (child === undefined) return own;
  // `{ error: 'Bad Request', message: 'model is missing' }`: the message says more.
  if (typeof child === 'string' && own.message !== '' && !child.includes('{')) return own;
  return merge(readErrorEnvelope(child, depth + 1), own);
}

function childOf(node: JsonObject): Json | undefined {
  const { error, errors, response, detail, metadata, choices } = node;
  if (isJsonObject(error) || typeof error === 'string') return error;
  if (isJsonArray(errors) && errors.length > 0) return errors;
  if (isJsonObject(response) && isJsonObject(response['error'])) return response['error'];
  if (isJsonObject(detail)) return detail;
  const failed = isJsonArray(choices) ? choices.filter(isJsonObject).find(hasError) : undefined;
  if (failed) return failed['error'];
  // OpenRouter keeps the upstream's own body here, beside a message that says nothing.
  if (isJsonObject(metadata) && typeof metadata['raw'] === 'string') return metadata['raw'];
  return undefined;
}

function hasError(choice: JsonObject): boolean {
  return choice['error'] !== undefined && choice['error'] !== null;
}

function readOwn(node: JsonObject, depth: number): ErrorEnvelope {
  const text = messageOf(node);
  const nested = text === '' ? emptyEnvelope : readText(text, depth + 1);
  const status = statusOf(node);
  const { param } = node;
  const own: ErrorEnvelope = {
    message: nested.message,
    words: wordsOf(node),
    nodes: [node],
    ...(status !== undefined && { status }),
    ...(typeof param === 'string' && param !== '' && { param }),
  };
  return nested.nodes.length > 0 ? merge(nested, own) : own;
}

const messageKeys = [
  'message',
  'Message',
  'msg',
  'error_msg',
  'error_message',
  'error_description',
  'detail',
  'title',
];

function messageOf(node: JsonObject): string {
  for (const key of messageKeys) {
    const value = node[key];
    if (typeof value === 'string' && value.trim() !== '') return value;
    if (key === 'detail' && Array.isArray(value)) return validationMessage(value);
  }
  return '';
}

// FastAPI: `[{ loc: ['body', 'messages'], msg: 'Field required', type: 'missing' }]`.
function validationMessage(items: readonly Json[]): string {
  const sentences = items.filter(isJsonObject).map((item) => {
    const { loc, msg } = item;
    const place = Array.isArray(loc) ? `${loc.join('.')}: ` : '';
    return typeof msg === 'string' ? `${place}${msg}` : '';
  });
  return sentences.filter((sentence) => sentence !== '').join('; ');
}

const emptyTypes = new Set(['error', 'about:blank', '']);

function wordsOf(node: JsonObject): string[] {
  const { code, type, status, __type: amazonType } = node;
  const { details } = node;
  const exact = isJsonObject(details) ? details['error_code'] : undefined;
  const reasons = Array.isArray(details)
    ? details.filter(isJsonObject).map((detail) => detail['reason'])
    : [];
  const words = [exact, code, type, status, amazonType, ...reasons];
  const all = words.filter((word) => typeof word === 'string');
  return all.filter((word) => !emptyTypes.has(word) && !/^\d+$/.test(word));
}

function statusOf(node: JsonObject): number | undefined {
  for (const key of ['code', 'status', 'status_code', 'statusCode', 'http_status']) {
    const value = toNumber(node[key]);
    if (Number.isInteger(value) && value >= 400 && value < 600) return value;
  }
  return undefined;
}

function toNumber(value: Json | undefined): number {
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
}

function merge(inner: ErrorEnvelope, outer: ErrorEnvelope): ErrorEnvelope {
  const status = inner.status ?? outer.status;
  const param = inner.param ?? outer.param;
  return {
    message: inner.message === '' ? outer.message : inner.message,
    words: [...inner.words, ...outer.words],
    nodes: [...outer.nodes, ...inner.nodes],
    ...(status !== undefined && { status }),
    ...(param !== undefined && { param }),
  };
}
