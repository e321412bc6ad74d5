export type {
  AnswerContext,
  DecodeRequestContext,
  DialectCodec,
  EncodeRequestContext,
  ErrorRendering,
  Passthrough,
  SniffedFrame,
  StreamDecoder,
  StreamEncoder,
  StreamSniffer,
  TranslationContext,
  WireRequest,
} from './codec.ts';
export {
  createStreamTranslator,
  type StreamStep,
  type StreamTranslator,
  type StreamTranslatorOptions,
} from './create-stream-translator.ts';
export { type DialectClues, detectDialect } from './detect-dialect.ts';
export {
  type DecodeErrorOptions,
  decodeError,
  type UpstreamErrorResponse,
} from './error/decode-error.ts';
export { foldStream } from './fold-stream.ts';
export { type FoldWireStreamOptions, foldWireStream } from './fold-wire-stream.ts';
export { formatLossHeader } from './format-loss-header.ts';
export { dialects, getCodec } from './get-codec.ts';
export { createLossRecorder, type LossRecorder } from './loss-recorder.ts';
export type { OperationCodec, WireAnswer } from './operation-codec.ts';
export { type RenderErrorOptions, renderError } from './render-error.ts';
export { replayAsStream } from './replay-as-stream.ts';
export { type ReplayWireResponseResult, replayWireResponse } from './replay-wire-response.ts';
export type {
  AnswerFacts,
  AnswerFailure,
  ResponseInput,
  TranslateResponseOptions,
  TranslateResponseResult,
} from './response/translated-answer.ts';
export type { FoldResult } from './stream/answer-folder.ts';
export { stringifyBody } from './stringify-body.ts';
export {
  type TranslatedError,
  type TranslateErrorOptions,
  translateError,
} from './translate-error.ts';
export {
  type RequestInput,
  type TranslateRequestOptions,
  type TranslateRequestResult,
  translateRequest,
} from './translate-request.ts';
export { translateResponse } from './translate-response.ts';
export type { WireText } from './wire-text.ts';
