import { isTextual, sniffCompression } from '../transport/sniff-compression.ts';

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** Puts bytes that were read already back in front of a body. */
const unread = (start: readonly Uint8Array[], reader: Reader): ReadableStream<BufferSource> => {
  const waiting = [...start];
  return new ReadableStream({
    async pull(controller) {
      const next = waiting.shift() ?? (await reader.read()).value;
      // Bodies of answers are never backed by shared memory, which is all the type leaves open.
      if (next) controller.enqueue(next as Uint8Array<ArrayBuffer>);
      else controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
};

const join = (pieces: readonly Uint8Array[]): Uint8Array => {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
};

/**
 * Opens the body of a fetched answer. The platform has undone a declared content encoding; text that
 * is gzipped without saying so is unpacked here.
 *
 * @param contentType - raw header; only textual bodies are sniffed
 * @returns a reader of the decoded body
 * @throws what reading the body throws
 */
export async function readBody(
  body: ReadableStream<Uint8Array>,
  contentType: string | undefined,
): Promise<Reader> {
  const reader = body.getReader();
  if (!isTextual(contentType)) return reader;
  const start: Uint8Array[] = [];
  for (;;) {
    const { value } = await reader.read();
    if (value) start.push(value);
    const coding = sniffCompression(join(start));
    if (value && coding === undefined) continue;
    const whole = unread(start, reader);
    // Only gzip: no platform's `DecompressionStream` is sure to know zstd.
    const plain = coding === 'gzip' ? whole.pipeThrough(new DecompressionStream('gzip')) : whole;
    // Both branches give bytes; `BufferSource` is only how the platform types its input.
    return (plain as ReadableStream<Uint8Array>).getReader();
  }
}
