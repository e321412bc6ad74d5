import type { GatewayErrorFields, Headers, LossReport, Seal, Usage } from '@gateway/spec';
import type { UpstreamRequest } from '@gateway/providers';
import type { StreamReader } from './stream-reader.ts';

/** A whole body as the upstream sent it. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** A whole body for the client, or why there is none. */
export type ReadAnswer =
  | {
      readonly ok: true;
      /** The answer in the client's dialect: a JSON text, or the text of a whole stream. */
      readonly body: Uint8Array;
      readonly usage: Usage;
      readonly mintedSeals: ReadonlyMap<string, readonly Seal[]>;
      readonly loss: LossReport;
    }
  | { readonly ok: false; readonly error: GatewayErrorFields };

/** One request, ready to be sent to one target, and what to do with the answer. */
export interface PreparedAttempt {
  readonly tier: 'P' | 'T';
  /** What the translation of the request lost. */
  readonly loss: LossReport;
  readonly upstream: UpstreamRequest;
  /** Headers of the client that may pass; only in tier P. */
  readonly clientHeaders?: Headers;
  /** Reads the answer as a stream. */
  createReader(): StreamReader;
  /** Reads a whole answer for a client that wants one. */
  readWhole(answer: UpstreamAnswer): ReadAnswer;
  /** Tells a whole answer as a stream, for a client that wanted a stream and an upstream that did not. */
  replay(answer: UpstreamAnswer): ReadAnswer;
}

/** A prepared attempt, or why the request cannot be sent to this target. */
export type Preparation =
  | { readonly ok: true; readonly attempt: PreparedAttempt }
  | { readonly ok: false; readonly error: GatewayErrorFields; readonly loss: LossReport };
