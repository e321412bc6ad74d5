// Checked by the type check alone: the contracts hold for dialects and operations that do not exist
// yet, so that adding them will not change the public types.
import {
  type Exchange,
  GatewayError,
  type GenerateRequest,
  isJsonObject,
  type Json,
  type TargetProfile,
} from '@gateway/spec';
import type {
  DialectCodec,
  OperationCodec,
  RequestInput,
  StreamTranslator,
  TranslateRequestOptions,
  WireRequest,
} from './index.ts';

// A dialect that carries model and stream in the address, feature flags in a header, and more
// settings in the query.
type RequestSide = Pick<
  DialectCodec,
  'dialect' | 'decodeRequest' | 'encodeRequest' | 'requestPaths'
>;

export const gemini: RequestSide = {
  dialect: 'gemini',
  requestPaths: { 'limits.maxOutputTokens': 'generationConfig.maxOutputTokens' },
  decodeRequest(request): GenerateRequest {
    if (request.body.kind !== 'json' || !isJsonObject(request.body.value)) {
      throw new GatewayError({ code: 'invalid_request', message: 'The body is not an object.' });
    }
    const contents = request.body.value['contents'];
    const betas = request.headers?.['x-goog-beta'];
    return {
      model: request.model,
      stream: request.stream,
      turns: Array.isArray(contents) ? contents.map(toTurn) : [],
      tools: [],
      ...(typeof betas === 'string' && { betas: betas.split(',') }),
      wire: { dialect: 'gemini', form: { alt: request.query?.['alt'] ?? 'json' } },
    };
  },
  encodeRequest(request, { target, loss }): WireRequest {
    if (request.sampling?.topK !== undefined && !target.sampling.topK) {
      loss.add({ severity: 'dropped', code: 'sampling_dropped', path: 'generationConfig.topK' });
    }
    return {
      operation: 'generate',
      model: request.model,
      stream: request.stream,
      ...(request.stream && { query: { alt: 'sse' } }),
      ...(request.betas && { headers: { 'x-goog-beta': request.betas.join(',') } }),
      body: { kind: 'json', value: { contents: [] } },
    };
  },
};

function toTurn(content: Json): GenerateRequest['turns'][number] {
  const isModel = isJsonObject(content) && content['role'] === 'model';
  return { role: isModel ? 'assistant' : 'user', parts: [] };
}

/** The same request as a caller would hand it over: all that the address says is beside the body. */
export const geminiInput: TranslateRequestOptions = {
  from: 'gemini',
  to: 'anthropic-messages',
  request: {
    operation: 'generate',
    model: 'gemini-4-pro',
    stream: true,
    query: { alt: 'sse' },
    headers: { 'x-goog-beta': 'a,b' },
    body: new Uint8Array(),
  } satisfies RequestInput,
};

// Bytes out: the answer is sound, whole or as it is made.
export const speech: OperationCodec<'speak'> = {
  decodeRequest: (request) => ({ model: request.model, text: '', voice: 'alloy' }),
  encodeRequest: (request) => ({
    operation: 'speak',
    model: request.model,
    stream: false,
    body: { kind: 'json', value: { input: request.text, voice: request.voice } },
  }),
  decodeResponse({ body }) {
    if (body.kind === 'bytes' || body.kind === 'stream') return { body };
    throw new GatewayError({ code: 'upstream_invalid_response', message: 'No sound came back.' });
  },
  encodeResponse: ({ body }) => ({
    status: 200,
    headers: { 'content-type': body.mediaType },
    body,
  }),
};

// Bytes in: the request is a form with a file, the answer need not be JSON.
export const transcript: OperationCodec<'transcribe'> = {
  decodeRequest({ model, body }) {
    const audio = body.kind === 'form' ? body.parts.find(({ name }) => name === 'file') : undefined;
    if (audio) return { model, audio };
    throw new GatewayError({
      code: 'invalid_request',
      message: 'The form has no file.',
      param: 'file',
    });
  },
  encodeRequest: ({ model, audio }) => ({
    operation: 'transcribe',
    model,
    stream: false,
    body: { kind: 'form', parts: [{ name: 'model', content: model }, audio] },
  }),
  decodeResponse: ({ body }) => ({ body }),
  encodeResponse: ({ body }) => ({ status: 200, headers: { 'content-type': 'text/plain' }, body }),
};

type Equal<Left, Right> = [Left] extends [Right] ? ([Right] extends [Left] ? true : false) : false;
type IsSerialisable<Value> = Value extends string | number | boolean | null | undefined
  ? true
  : Value extends (...parameters: never[]) => unknown
    ? false
    : { [Key in keyof Value]: IsSerialisable<Value[Key]> }[keyof Value];

/** An exchange can be stored: it holds no function, map or class. */
export const exchangeIsData: Equal<Extract<IsSerialisable<Exchange>, false>, never> = true;

/** A whole profile and a few members of one are both accepted as the target. */
export const wholeTarget = (profile: TargetProfile): TranslateRequestOptions['target'] => profile;
export const partOfTarget: TranslateRequestOptions['target'] = { tools: { maxNameLength: 40 } };

/** What a stream says about itself cannot be changed from outside. */
// @ts-expect-error `finished` is read-only
export const tamper = (translator: StreamTranslator): void => void (translator.finished = true);
