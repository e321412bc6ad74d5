export type {
  MessagesBlock,
  MessagesCount,
  MessagesError,
  MessagesMessage,
  MessagesRequest,
  MessagesResponse,
  MessagesStreamEvent,
  MessagesUsage,
} from './anthropic-messages/schema.ts';
export { concatBytes } from './bytes/concat-bytes.ts';
export { type ByteEdit, spliceBytes } from './bytes/splice-bytes.ts';
export { encodeNdjson } from './framing/encode-ndjson.ts';
export { commentEvent, encodeSse } from './framing/encode-sse.ts';
export { defaultMaxFrameBytes, type FrameLimits } from './framing/frame-limit.ts';
export { isCompletePayload } from './framing/is-complete-payload.ts';
export { createNdjsonDecoder } from './framing/ndjson-decoder.ts';
export { createSseDecoder } from './framing/sse-decoder.ts';
export { createSseFrameSplitter } from './framing/sse-frame-splitter.ts';
export type { FrameDecoder, RawFrame, RawFrameDecoder, WireEvent } from './framing/wire-event.ts';
export { isExactDouble } from './json/is-exact-double.ts';
export { parseJson } from './json/parse-json.ts';
export {
  type ByteRange,
  type JsonKind,
  type JsonMember,
  type JsonScan,
  scanObject,
  scanTopLevel,
} from './json/scan-object.ts';
export { stringifyJson } from './json/stringify-json.ts';
export type {
  ChatChunk,
  ChatContentPart,
  ChatError,
  ChatMessage,
  ChatRequest,
  ChatResponse,
  ChatToolCall,
  ChatUsage,
} from './openai-chat/schema.ts';
