import type { Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';
import { GatewayError } from '@gateway/spec';
import { isTextual, sniffCompression } from '../transport/sniff-compression.ts';

/** Where the decoded body goes. */
export interface BodySink {
  onBytes(bytes: Uint8Array): void;
  onEnd(): void;
  onError(error: GatewayError): void;
  /** More may be pushed again after `push` returned `false`. */
  onDrain(): void;
}

/** Takes the bytes of a body as they come from the network. */
export interface BodyReader {
  /** @returns whether more may be pushed; `false` = wait for `onDrain` */
  push(bytes: Uint8Array): boolean;
  end(): void;
  /** The connection broke: delivers what can still be read, then an error. */
  fail(error: GatewayError): void;
  pause(): void;
  resume(): void;
  destroy(): void;
}

/** Partial output must come out at once, or a compressed event stream would stall. */
const eager = { flush: constants.Z_SYNC_FLUSH };
const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(eager),
  'x-gzip': () => createGunzip(eager),
  deflate: () => createInflate(eager),
  br: () => createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: () => createZstdDecompress(),
};

/** More layers than this are an attack, not an encoding. */
const maxLayers = 2;

const invalidBody = (message: string, cause?: unknown): GatewayError =>
  new GatewayError({ code: 'upstream_invalid_response', message }, { cause });

const toDecodeError = (error: Error & { code?: string }): GatewayError =>
  error.code === 'Z_BUF_ERROR' || /unexpected end/.test(error.message)
    ? new GatewayError(
        {
          code: 'upstream_truncated',
          message: 'The upstream ended its compressed answer before it was complete.',
        },
        { cause: error },
      )
    : invalidBody('The upstream sent a body that cannot be decompressed.', error);

const createPlainReader = (sink: BodySink): BodyReader => ({
  push(bytes) {
    sink.onBytes(bytes);
    return true;
  },
  end: () => sink.onEnd(),
  fail: (error) => sink.onError(error),
  pause: () => undefined,
  resume: () => undefined,
  destroy: () => undefined,
});

const createDecodingReader = (codings: readonly string[], sink: BodySink): BodyReader => {
  // The coding named last was applied last, so it is undone first.
  const layers = codings.toReversed().map((coding) => decoders[coding]?.());
  const stages = layers.filter((layer) => layer !== undefined);
  const [first] = stages;
  const last = stages.at(-1);
  if (!first || !last) return createPlainReader(sink);
  stages.reduce((above, below) => above.pipe(below));
  for (const stage of stages) stage.on('error', (error) => sink.onError(toDecodeError(error)));
  last.on('data', (bytes: Uint8Array) => sink.onBytes(bytes));
  last.on('end', () => sink.onEnd());
  first.on('drain', () => sink.onDrain());
  return {
    push: (bytes) => first.write(bytes),
    end: () => first.end(),
    // The decoder works behind: it gives out what it has and then misses its trailer by itself.
    fail: () => void first.end(),
    pause: () => void last.pause(),
    resume: () => void last.resume(),
    destroy() {
      for (const stage of stages) stage.destroy();
    },
  };
};

/** Waits for the first bytes, then reads on as what they turn out to be. */
const createSniffingReader = (sink: BodySink): BodyReader => {
  let start = new Uint8Array(0);
  let reader: BodyReader | undefined;
  let isPaused = false;
  const decide = (coding: string | null): BodyReader => {
    reader = createDecodingReader(coding === null ? [] : [coding], sink);
    if (isPaused) reader.pause();
    return reader;
  };
  return {
    push(bytes) {
      if (reader) return reader.push(bytes);
      start = start.length === 0 ? new Uint8Array(bytes) : Buffer.concat([start, bytes]);
      const coding = sniffCompression(start);
      return coding === undefined || decide(coding).push(start);
    },
    end() {
      if (!reader && start.length > 0) decide(null).push(start);
      (reader ?? decide(null)).end();
    },
    fail(error) {
      if (!reader && start.length > 0) decide(null).push(start);
      (reader ?? decide(null)).fail(error);
    },
    pause() {
      isPaused = true;
      reader?.pause();
    },
    resume() {
      isPaused = false;
      reader?.resume();
    },
    destroy: () => reader?.destroy(),
  };
};

/**
 * Reads a body without its content encoding.
 *
 * @param head - `encoding`: raw `content-encoding` header; `type`: raw `content-type` header
 * @returns a reader; textual bodies without an encoding are sniffed for gzip and zstd
 * @throws `GatewayError` `upstream_invalid_response` for an encoding it does not know
 */
export function createBodyReader(
  head: { readonly encoding: string | undefined; readonly type: string | undefined },
  sink: BodySink,
): BodyReader {
  const codings = (head.encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > maxLayers || codings.some((coding) => !Object.hasOwn(decoders, coding))) {
    throw invalidBody('The upstream sent a body in a content encoding the gateway does not read.');
  }
  if (codings.length > 0) return createDecodingReader(codings, sink);
  return isTextual(head.type) ? createSniffingReader(sink) : createPlainReader(sink);
}
