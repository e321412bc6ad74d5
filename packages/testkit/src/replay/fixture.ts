import type { Json } from '@gateway/spec';

/** A recorded request. */
export interface RecordedRequest {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  /** The body where it was not JSON (file uploads). */
  readonly raw?: string;
}

/** A recorded response; exactly one of `body`, `sse` and `base64` is there. */
export interface RecordedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** The event stream as text, byte for byte. */
  readonly sse?: string;
  readonly base64?: string;
  readonly sse_origin?: 'wire' | 'rewrapped' | 'fixture';
}

/** One request and its response. */
export interface RecordedExchange {
  /** `null` where only the response was recorded. */
  readonly request: RecordedRequest | null;
  readonly response: RecordedResponse;
  /** True for management calls (files, stores) that a sequence needed. */
  readonly auxiliary?: boolean;
}

/** One recorded conversation with a provider. */
export interface Fixture {
  readonly id: string;
  readonly protocol: string;
  readonly provider: string;
  /** `null` where the recording does not say. */
  readonly model: string | null;
  readonly tags: readonly string[];
  /** At least one, in order. */
  readonly exchanges: readonly RecordedExchange[];
}
