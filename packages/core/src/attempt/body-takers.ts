import { joinBytes } from '../ingress/read-body.ts';
import type { GatewayErrorFields } from '@gateway/spec';
import type { Egress } from '../egress/egress.ts';
import type { StreamBatch } from '../egress/stream-batch.ts';
import type { AnswerHeaders } from '../call.ts';
import type { StreamReader } from './stream-reader.ts';
import type { BodyTaker } from './upstream-call.ts';

/** How to take a whole body. */
export interface WholeTakerOptions {
  readonly maxBytes: number;
  /** @returns an error when the body is not what it should be */
  readonly onBody: (body: Uint8Array) => GatewayErrorFields | undefined;
}

/**
 * Takes a body as a whole.
 *
 * @throws never
 */
export function createWholeTaker({ maxBytes, onBody }: WholeTakerOptions): BodyTaker {
  const pieces: Uint8Array[] = [];
  let size = 0;
  return {
    take(bytes) {
      size += bytes.byteLength;
      if (size > maxBytes) return tooLarge;
      pieces.push(bytes);
      return 'ok';
    },
    end: () => onBody(joinBytes(pieces, size)),
    cut: (error) => error,
  };
}

/** Bytes of an error body that are read; the rest says nothing new. */
const maxFailureBytes = 64 * 1024;

/**
 * Takes the body of an error status, as much of it as there is.
 *
 * @param classify - makes an error of the body's text
 * @throws never
 */
export function createFailureTaker(classify: (body: string) => GatewayErrorFields): BodyTaker {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const conclude = () => {
    const body = joinBytes(pieces, size).subarray(0, maxFailureBytes);
    return classify(new TextDecoder().decode(body));
  };
  return {
    take(bytes) {
      size += bytes.byteLength;
      pieces.push(bytes);
      return size > maxFailureBytes ? conclude() : 'ok';
    },
    end: conclude,
    // The status alone says more than that its body was cut.
    cut: conclude,
  };
}

/** How to take a stream. */
export interface StreamTakerOptions {
  readonly reader: StreamReader;
  readonly egress: Egress;
  /** Upstream headers to repeat to the client. */
  readonly headers: AnswerHeaders;
  /** Told once, when the first content goes out. */
  readonly onContent: () => void;
  /** Told once, when the answer is complete although the upstream has not closed its stream. */
  readonly onFinished?: () => void;
}

/**
 * Takes a stream and passes it on to the client.
 *
 * @throws never
 */
export function createStreamTaker(options: StreamTakerOptions): BodyTaker {
  const { reader, egress, headers, onContent, onFinished } = options;
  let started = false;
  let finished = false;
  const pass = (batch: StreamBatch): 'ok' | 'full' | GatewayErrorFields => {
    if (batch.hasContent && !started) {
      started = true;
      onContent();
    }
    const result = egress.take(batch, headers);
    if (batch.error) return batch.error;
    if (reader.finished && !finished) {
      finished = true;
      onFinished?.();
    }
    return result === 'overflow' ? tooMuchPreamble : result;
  };
  const finish = (isCut: boolean): GatewayErrorFields | undefined => {
    const result = pass(reader.end(isCut));
    return typeof result === 'string' ? undefined : result;
  };
  return {
    take: (bytes) => pass(reader.push(bytes)),
    end: () => finish(false),
    // After the finish a broken connection changes nothing any more. Before it the answer is
    // truncated, unless somebody ended it on purpose.
    cut(error) {
      const incomplete = finish(true);
      return incomplete && isBroken(error) ? incomplete : incomplete && error;
    },
  };
}

function isBroken({ code }: GatewayErrorFields): boolean {
  return code === 'upstream_unreachable' || code === 'upstream_error';
}

const tooLarge: GatewayErrorFields = Object.freeze({
  code: 'upstream_invalid_response',
  message: 'The answer of the upstream is larger than the gateway allows.',
});

const tooMuchPreamble: GatewayErrorFields = Object.freeze({
  code: 'upstream_invalid_response',
  message: 'The upstream sends much, and nothing that counts as an answer.',
});
