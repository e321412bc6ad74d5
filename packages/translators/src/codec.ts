import type { WireEvent } from '@gateway/protocols';
import type {
  Body,
  CountResponse,
  Dialect,
  Exchange,
  Finish,
  GatewayErrorFields,
  GenerateRequest,
  GenerateResponse,
  Headers,
  Json,
  Operation,
  Seal,
  StreamEvent,
  TargetProfile,
  Usage,
} from '@gateway/spec';
import type { LossRecorder } from './loss-recorder.ts';

/** A request as it is on the wire: what the address, the headers and the body say together. */
export interface WireRequest {
  /** What is asked for; decides with the dialect which endpoint it goes to. */
  readonly operation: Operation;
  /** Model id, wherever the dialect carries it (body or address). */
  readonly model: string;
  /** Whether a stream is wanted, wherever the dialect says so. */
  readonly stream: boolean;
  /** Query parameters beyond routing, e.g. `{ beta: 'true' }`. */
  readonly query?: Readonly<Record<string, string>>;
  /** Headers that belong to the dialect, e.g. `anthropic-beta`; never credentials. */
  readonly headers?: Headers;
  /** The body; JSON for `generate` and `count`. */
  readonly body: Body;
}

/** Chance and time of one translation, injected. */
export interface TranslationContext {
  /** Makes an id that does not repeat; `prefix` e.g. `toolu_`. */
  readonly newId: (prefix: string) => string;
  /** Wall clock, epoch milliseconds. */
  readonly nowMs: number;
  /** Key for envelopes of foreign reasoning state, 32 bytes; absent = such state is dropped. */
  readonly sealKey?: Uint8Array;
  /** Reasoning state kept by tool-call id from earlier answers. */
  readonly seals?: ReadonlyMap<string, readonly Seal[]>;
  /** Strict: request-side losses of severity `dropped` refuse the translation. */
  readonly strict?: boolean;
}

/** What codecs get to read a request. */
export interface DecodeRequestContext {
  /** Ids and time. */
  readonly context: TranslationContext;
  /** Where losses of reading go. */
  readonly loss: LossRecorder;
}

/** What codecs get to write a request. The request is already adapted to `target`. */
export interface EncodeRequestContext {
  /** What the model can take, whole. */
  readonly target: TargetProfile;
  /** Ids and time. */
  readonly context: TranslationContext;
  /** Where losses of writing go. */
  readonly loss: LossRecorder;
}

/** What codecs get to read or write an answer. */
export interface AnswerContext {
  /** What the request decided about its answer. */
  readonly exchange: Exchange;
  /** Ids and time. */
  readonly context: TranslationContext;
  /** Where losses of the answer go. */
  readonly loss: LossRecorder;
}

/** Reads a stream: one small table from wire event to canonical events over a small state. */
export interface StreamDecoder {
  /** @returns canonical events, possibly none; after an `error` or `finish` event always none */
  push(event: WireEvent): StreamEvent[];
  /**
   * Takes the end of the stream.
   *
   * @returns what was still owed: part ends and `finish` if the finish fact was seen, otherwise an
   * `error` event `upstream_truncated`; nothing if the stream had already ended
   */
  end(): StreamEvent[];
}

/** Writes a stream. Dialects that allow one open part at a time serialise here. */
export interface StreamEncoder {
  /** @returns the events to write, possibly none; nothing after a terminal event */
  push(event: StreamEvent): WireEvent[];
}

/** What one frame of a passed-through stream is. */
export interface SniffedFrame {
  /**
   * `preamble` = says nothing yet (roles, ids, empty deltas), `content` = content, reasoning or tool
   * bytes, `finish` = holds the finish fact (and maybe content), `after` = anything after it, e.g.
   * usage or a sentinel, `idle` = ping or comment, `error` = the upstream failed.
   */
  readonly kind: 'preamble' | 'content' | 'finish' | 'after' | 'idle' | 'error';
  /** What failed; set for `error`. */
  readonly error?: GatewayErrorFields;
  /** What to send instead: other bytes, or nothing. Absent = the frame's own bytes. */
  readonly replacement?: Uint8Array | null;
}

/** Watches a passed-through stream without parsing its deltas. */
export interface StreamSniffer {
  /** Takes the next frame, with its bytes as they came. */
  push(frame: WireEvent & { readonly bytes: Uint8Array }): SniffedFrame;
  /** Whether the finish fact was seen. */
  readonly finished: boolean;
  /** Usage as told so far. */
  readonly usage: Usage;
  /** One entry per choice; empty until the finish fact was seen. */
  readonly finishes: readonly Finish[];
  /** Output bytes of content seen so far, for estimates of interrupted streams. */
  readonly contentBytes: number;
}

/** Byte-level work on bodies that pass through untranslated. */
export interface Passthrough {
  /**
   * Makes the request edits of tier P as byte splices; every other byte stays.
   *
   * @param body - the client's body
   * @param edits - `model`: new value of the model member; `includeUsage`: ask for stream usage
   * @throws `GatewayError` `invalid_request` when the body is not a JSON object
   */
  editRequest(
    body: Uint8Array,
    edits: { readonly model?: string; readonly includeUsage?: boolean },
  ): Uint8Array;
  /** Whether the client asked for stream usage itself. Dialects that always send it say true. */
  asksForUsage(body: Uint8Array): boolean;
  /**
   * @param options - `hideUsage`: only the gateway asked for usage, so take it out again
   */
  createStreamSniffer(options: { readonly hideUsage: boolean }): StreamSniffer;
  /** Reads usage and finish of a complete answer body. */
  sniffResponse(body: Json): { readonly usage: Usage; readonly finishes: readonly Finish[] };
}

/** Everything the translators know about one dialect. One folder each, same file names. */
export interface DialectCodec {
  /** The dialect; bears the name of its folder. */
  readonly dialect: Dialect;
  /** How streams are framed on the wire. */
  readonly framing: 'sse' | 'ndjson' | 'aws-event-stream';
  /** What a target of this dialect takes when nothing more is known. Conservative. */
  readonly defaultProfile: TargetProfile;
  /**
   * Where canonical fields sit in a body of this dialect, e.g.
   * `{ 'sampling.topK': 'top_k', 'limits.maxOutputTokens': 'max_tokens' }`; names losses.
   */
  readonly requestPaths: Readonly<Record<string, string>>;
  /** @throws `GatewayError` `invalid_request` naming the field */
  decodeRequest(request: WireRequest, options: DecodeRequestContext): GenerateRequest;
  /**
   * Refuses what an upstream of this dialect would refuse and no other dialect can carry. Asked only
   * before a request goes to another dialect: within one, the upstream judges its own words.
   *
   * @param decoded - what `decodeRequest` made of the same request
   * @throws `GatewayError` `invalid_request` naming the field
   */
  checkRequest?(request: WireRequest, decoded: GenerateRequest): void;
  /** Writes a request that is adapted to the target already; what it cannot say is reported. */
  encodeRequest(request: GenerateRequest, options: EncodeRequestContext): WireRequest;
  /** @throws `GatewayError` `upstream_invalid_response` when the body is not an answer */
  decodeResponse(body: Json, options: AnswerContext): GenerateResponse;
  /** Writes a complete answer under the model name the client used. */
  encodeResponse(response: GenerateResponse, options: AnswerContext): Json;
  /** Makes the reader of one upstream's stream. */
  createStreamDecoder(options: AnswerContext): StreamDecoder;
  /** Makes the writer of one stream to a client. */
  createStreamEncoder(options: AnswerContext): StreamEncoder;
  /** Answer of a token count, where the dialect has one. */
  decodeCount?(body: Json): CountResponse;
  /** Writes the answer of a token count, where the dialect has one. */
  encodeCount?(response: CountResponse): Json;
  /** Renders an error as a body of this dialect. */
  encodeError(error: GatewayErrorFields, options: { readonly requestId?: string }): ErrorRendering;
  /** Renders an error inside a stream, after the first byte. */
  encodeStreamError(
    error: GatewayErrorFields,
    options?: { readonly requestId?: string },
  ): WireEvent[];
  /** The dialect's harmless sign of life inside a stream; `null` where it has none. */
  readonly heartbeat: WireEvent | null;
  /** Byte-level work for clients and upstreams that both speak this dialect. */
  readonly passthrough: Passthrough;
}

/** An error in a dialect's own envelope. */
export interface ErrorRendering {
  /** HTTP status. */
  readonly status: number;
  /** E.g. `retry-after`, `x-should-retry`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The error in the dialect's envelope. */
  readonly body: Json;
}
