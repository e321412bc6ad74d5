import type { GenerateRequest } from './canonical/generate-request.ts';
import type { GenerateResponse } from './canonical/generate-response.ts';
import type { Json } from './json.ts';

/** Everything a client can ask an upstream for. */
export const operations = [
  'generate',
  'count',
  'embed',
  'image',
  'transcribe',
  'speak',
  'rerank',
  'moderate',
  'models',
] as const;

/** One of {@link operations}. */
export type Operation = (typeof operations)[number];

/** One part of a multipart form. */
export interface FormPart {
  readonly name: string;
  readonly filename?: string;
  readonly mediaType?: string;
  readonly content: string | Uint8Array | AsyncIterable<Uint8Array>;
}

/** A body on the wire: JSON, bytes at once, bytes as they come, or the parts of a form. */
export type Body =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: Json }
  | { readonly kind: 'bytes'; readonly mediaType: string; readonly bytes: Uint8Array }
  | {
      readonly kind: 'stream';
      readonly mediaType: string;
      readonly stream: AsyncIterable<Uint8Array>;
    }
  | { readonly kind: 'form'; readonly parts: readonly FormPart[] };

/** Answer of a token count. */
export interface CountResponse {
  readonly inputTokens: number;
  /** True where the gateway counted instead of the upstream. */
  readonly estimated: boolean;
}

/** A request for vectors. */
export interface EmbedRequest {
  readonly model: string;
  /** Texts, or lists of token ids. */
  readonly inputs: readonly (string | readonly number[])[];
  readonly dimensions?: number;
  readonly encoding?: 'float' | 'base64';
  /** What the vectors are for, in the provider's words. */
  readonly task?: string;
  readonly user?: string;
}

/** Vectors, in the order of the inputs. */
export interface EmbedResponse {
  readonly model: string;
  readonly vectors: readonly (readonly number[])[];
  readonly inputTokens: number;
}

/** A request for speech. Settings a provider adds stay in `settings`. */
export interface SpeakRequest {
  readonly model: string;
  readonly text: string;
  readonly voice: string;
  /** Container or codec, e.g. `mp3`. */
  readonly format?: string;
  readonly instructions?: string;
  /** Rate of speech, 1 = normal. */
  readonly speed?: number;
  readonly settings?: Json;
}

/** Speech: bytes, never JSON. */
export interface SpeakResponse {
  readonly body: Extract<Body, { kind: 'bytes' | 'stream' }>;
}

/** A request for a transcript. */
export interface TranscribeRequest {
  readonly model: string;
  readonly audio: FormPart;
  readonly language?: string;
  readonly prompt?: string;
  readonly format?: string;
  readonly settings?: Json;
}

/** A transcript; `body` keeps formats that are not JSON (srt, vtt) untouched. */
export interface TranscribeResponse {
  readonly text?: string;
  readonly body: Body;
}

/** A request for pictures. */
export interface ImageRequest {
  readonly model: string;
  readonly prompt: string;
  readonly count?: number;
  /** E.g. `1024x1024`. */
  readonly size?: string;
  readonly settings?: Json;
}

/** Pictures. */
export interface ImageResponse {
  readonly images: readonly { readonly base64?: string; readonly url?: string }[];
}

/** A request to order documents by relevance. */
export interface RerankRequest {
  readonly model: string;
  readonly query: string;
  readonly documents: readonly string[];
  readonly topN?: number;
}

/** Documents by falling relevance; `index` counts in the request. */
export interface RerankResponse {
  readonly results: readonly { readonly index: number; readonly relevanceScore: number }[];
}

/** A request to check content. */
export interface ModerateRequest {
  readonly model: string;
  readonly inputs: readonly Json[];
}

/** Verdicts, in the order of the inputs. */
export interface ModerateResponse {
  readonly results: readonly { readonly flagged: boolean; readonly categories: Json }[];
}

/** A model as lists show it. */
export interface ModelListing {
  readonly id: string;
  /** When it appeared, epoch seconds; 0 = unknown. */
  readonly createdAtSeconds: number;
  readonly ownedBy: string;
  readonly displayName?: string;
}

/** Canonical request and response types per operation. */
export interface OperationMap {
  readonly generate: { readonly request: GenerateRequest; readonly response: GenerateResponse };
  readonly count: { readonly request: GenerateRequest; readonly response: CountResponse };
  readonly embed: { readonly request: EmbedRequest; readonly response: EmbedResponse };
  readonly image: { readonly request: ImageRequest; readonly response: ImageResponse };
  readonly transcribe: {
    readonly request: TranscribeRequest;
    readonly response: TranscribeResponse;
  };
  readonly speak: { readonly request: SpeakRequest; readonly response: SpeakResponse };
  readonly rerank: { readonly request: RerankRequest; readonly response: RerankResponse };
  readonly moderate: { readonly request: ModerateRequest; readonly response: ModerateResponse };
  readonly models: {
    readonly request: { readonly limit?: number };
    readonly response: { readonly models: readonly ModelListing[] };
  };
}
